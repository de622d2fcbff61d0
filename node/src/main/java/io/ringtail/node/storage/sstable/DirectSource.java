// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.io.UncheckedIOException;

/**
 * Reads every block from the file, for those that read a table once from end to end and may block.
 * Failures are unchecked: a {@link DamagedException} inside.
 */
public enum DirectSource implements BlockSource {
  INSTANCE;

  @Override
  public Block get(SsTable table, BlockHandle handle, BlockKind kind) {
    try {
      return table.read(handle, kind);
    } catch (DamagedException damaged) {
      throw new UncheckedIOException(damaged);
    }
  }
}
