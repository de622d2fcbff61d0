// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.protocol.schema.Compression;

/**
 * What a table is to be, before anything of it is written.
 *
 * @param fileId never used before in its shard
 * @param tableId id of the table in the schema
 * @param compression of the blocks that gain by it
 * @param repairedAtMillis by when all replicas had what will be in it; 0 when that is not known
 */
public record NewTable(long fileId, int tableId, Compression compression, long repairedAtMillis) {
  /** A table of which it is not known that all replicas have it. */
  public NewTable(long fileId, int tableId, Compression compression) {
    this(fileId, tableId, compression, 0);
  }
}
