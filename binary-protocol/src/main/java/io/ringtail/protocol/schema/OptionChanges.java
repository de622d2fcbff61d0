// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import org.jspecify.annotations.Nullable;

/**
 * New values for some of a table's options; what is null stays as it is, so that two people who
 * change different options at once do not undo each other.
 *
 * @param defaultTtlMillis 0 for ever
 */
public record OptionChanges(
    @Nullable Long defaultTtlMillis,
    @Nullable CompactionStrategy compaction,
    @Nullable Compression compression,
    @Nullable TombstoneGc tombstoneGc,
    @Nullable PlainWrites writes) {
  public static final OptionChanges NONE = new OptionChanges(null, null, null, null, null);

  public OptionChanges {
    if (defaultTtlMillis != null && defaultTtlMillis < 0) {
      throw new IllegalArgumentException("a time to live of " + defaultTtlMillis + " ms");
    }
  }

  /** What they make of a table's options. */
  public TableOptions applyTo(TableOptions options) {
    return new TableOptions(
        defaultTtlMillis == null ? options.defaultTtlMillis() : defaultTtlMillis,
        compaction == null ? options.compaction() : compaction,
        compression == null ? options.compression() : compression,
        tombstoneGc == null ? options.tombstoneGc() : tombstoneGc,
        writes == null ? options.writes() : writes);
  }
}
