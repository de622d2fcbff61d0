// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

/**
 * Gives the files of a shard's tables their ids, of which none is used twice. Confined to the loop.
 */
final class FileIds {
  private long next;

  FileIds(long next) {
    this.next = next;
  }

  /** Takes an id. */
  long take() {
    return take(1);
  }

  /** Takes as many ids, of which the first is told. */
  long take(int count) {
    long first = next;
    next += count;
    return first;
  }

  /** No id that was taken is as great. */
  long next() {
    return next;
  }
}
