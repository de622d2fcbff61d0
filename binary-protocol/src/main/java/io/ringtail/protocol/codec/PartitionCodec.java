// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.ringtail.protocol.row.PartitionData;

/**
 * The canonical encoding of partitions, on the wire, in the commit log and in tables: data in
 * normal form that is equal has equal bytes.
 */
public final class PartitionCodec {
  private PartitionCodec() {}

  /** Encodes data in normal form. */
  public static byte[] encode(PartitionData data) {
    throw new IllegalStateException("not yet");
  }

  /**
   * Reads an encoding, and checks that it is canonical.
   *
   * @throws io.ringtail.protocol.frame.MalformedException when it is not
   */
  public static PartitionData decode(byte[] content) {
    throw new IllegalStateException("not yet");
  }

  /**
   * The XXH3-128 hash of an encoding, 16 bytes: what a digest read answers. It covers every byte.
   */
  public static byte[] digest(byte[] content) {
    throw new IllegalStateException("not yet");
  }
}
