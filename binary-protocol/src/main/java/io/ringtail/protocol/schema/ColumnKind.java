// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

/** The part that a column plays in its table. */
public enum ColumnKind {
  /** Part of the partition key, which decides where the partition lives. */
  PARTITION,
  /** Part of the clustering key, which orders the rows of a partition. */
  CLUSTERING,
  /** Any other column. */
  REGULAR
}
