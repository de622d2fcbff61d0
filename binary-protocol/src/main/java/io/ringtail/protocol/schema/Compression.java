// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

/** How the blocks of a table's files are compressed. */
public enum Compression {
  /** Not at all: for values that are compressed already. */
  NONE,
  /** LZ4: cheap both ways. */
  LZ4,
  /** Zstandard: smaller files for several times the work. */
  ZSTD
}
