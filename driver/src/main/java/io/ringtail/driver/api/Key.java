// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.util.List;

/**
 * The key of a row, of some rows, or of a whole partition.
 *
 * @param partition a value for each column of the partition key, in their order
 * @param clustering values for the leading columns of the clustering key: all for one row, fewer
 *     for the rows that begin so, none for the partition
 */
public record Key(List<Object> partition, List<Object> clustering) {
  public Key {
    partition = List.copyOf(partition);
    clustering = List.copyOf(clustering);
  }

  /** The key of a table whose primary key is its partition key. */
  public static Key of(Object... partition) {
    return new Key(List.of(partition), List.of());
  }

  /** This partition's row, or rows, with these clustering values. */
  public Key row(Object... clusteringValues) {
    return new Key(partition, List.of(clusteringValues));
  }
}
