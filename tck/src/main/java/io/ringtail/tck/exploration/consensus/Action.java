// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

/** What an operation does to the partition's cells. */
public enum Action {
  READ,
  /** A plain write of one cell. */
  PUT,
  /** A plain deletion of one cell. */
  DELETE,
  /** A plain deletion of the row or partition that holds all cells. */
  DELETE_ALL,
  /** Writes one cell if another, or the same, has an expected value. */
  COMPARE_AND_SET,
  /** Writes one cell whatever there is, and tells what there was. */
  SWAP,
  /** Deletes all cells if one of them has an expected value. */
  COMPARE_AND_DELETE;

  boolean isPlainWrite() {
    return this == PUT || this == DELETE || this == DELETE_ALL;
  }

  boolean isConditional() {
    return compareTo(COMPARE_AND_SET) >= 0;
  }

  /** Whether it writes all cells, not one. */
  boolean writesAll() {
    return this == DELETE_ALL || this == COMPARE_AND_DELETE;
  }

  /** Whether what it writes is a deletion. */
  boolean deletes() {
    return this == DELETE || writesAll();
  }
}
