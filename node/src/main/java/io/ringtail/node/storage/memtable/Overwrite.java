// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import io.ringtail.protocol.codec.PartitionScanner;

/**
 * Finds out whether a write can take the place of what an entry holds, without making objects of
 * either. Confined to the loop.
 */
final class Overwrite {
  /** Longer contents are merged: what copies a value of this size may as well decode it. */
  private static final int CONTENT_BYTES_MAX = 1 << 16;

  private static final int CONTENT_BYTES_INITIAL = 512;

  private final PartitionScanner older = new PartitionScanner();
  private byte[] scratch = new byte[CONTENT_BYTES_INITIAL];

  /** Whether a write's content is all that it and an entry's content say together. */
  boolean replaces(PartitionScanner written, Slab slab, int reference) {
    int length = slab.contentLength(reference);
    if (length > CONTENT_BYTES_MAX) {
      return false;
    }
    if (length > scratch.length) {
      scratch = new byte[Math.max(length, 2 * scratch.length)];
    }
    slab.copyContent(reference, scratch, length);
    older.scan(scratch, length);
    return written.replaces(older);
  }
}
