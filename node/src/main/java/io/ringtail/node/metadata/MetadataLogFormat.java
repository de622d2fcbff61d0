// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

/** The layout of the metadata log; big endian. {@code docs/formats/metadata.md} has the table. */
final class MetadataLogFormat {
  static final String FILE = "metadata";

  /** The log as it is written anew, before it takes the place of the old one. */
  static final String FILE_NEW = "metadata.new";

  /** The first bytes of the file: RTMETA and the version. */
  static final long MAGIC = 0x52544D45_54410003L;

  static final int MAGIC_BYTES = 8;

  /** payload length 4 + type 4 + CRC32C of these eight bytes 4. */
  static final int RECORD_HEADER_BYTES = 12;

  /** CRC32C of the payload, behind it. */
  static final int CHECKSUM_BYTES = 4;

  /** The longest payload: a map fits into a frame of 16 MiB. */
  static final int PAYLOAD_BYTES_MAX = 32 << 20;

  static final int TYPE_MAP = 1;
  static final int TYPE_ACCEPTOR = 2;
  static final int TYPE_JOINED = 3;
  static final int TYPE_FORMED = 4;

  private MetadataLogFormat() {}
}
