// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A file of a {@link MemoryDisk}, whatever its names: its bytes, and those that were forced. */
final class MemoryInode {
  /** Written whole or not at all. */
  private static final int SECTOR_BYTES = 512;

  /** Not to be written into: see {@link #ownBytes}. */
  byte[] bytes = {};

  /** Never written into, so that it can be the same as {@link #bytes} and those of copies. */
  byte[] durable = {};

  /** Where the last write was; nothing once it is forced. */
  int lastFrom;

  int lastTo;

  /** Whether others have the same array for their bytes. */
  private boolean shared = true;

  /** The bytes, to be written into. */
  byte[] ownBytes() {
    if (shared) {
      bytes = bytes.clone();
      shared = false;
    }
    return bytes;
  }

  void force() {
    durable = bytes;
    shared = true;
    lastTo = lastFrom;
  }

  MemoryInode copy() {
    shared = true;
    MemoryInode copy = new MemoryInode();
    copy.bytes = bytes;
    copy.durable = durable;
    copy.lastFrom = lastFrom;
    copy.lastTo = lastTo;
    return copy;
  }

  void crash(MemoryDisk.Remains remains, RandomGenerator random) {
    durable =
        switch (remains) {
          case EVERYTHING, BYTES -> bytes;
          case NOTHING, NAMES -> durable;
          case TORN_LAST_WRITE -> tornLast(random);
          case ANYTHING -> torn(random);
        };
    bytes = durable;
    shared = true;
    lastTo = lastFrom;
  }

  private byte[] torn(RandomGenerator random) {
    if (bytes == durable) {
      return durable;
    }
    int shorter = Math.min(bytes.length, durable.length);
    boolean resized = random.nextBoolean();
    byte[] after = Arrays.copyOf(durable, resized ? bytes.length : durable.length);
    int chance = random.nextInt(11);
    for (int at = 0; at < after.length; at += SECTOR_BYTES) {
      int end = Math.min(Math.min(at + SECTOR_BYTES, after.length), bytes.length);
      if (end > at && (at >= shorter || random.nextInt(10) < chance)) {
        if (random.nextInt(10) < chance) {
          System.arraycopy(bytes, at, after, at, end - at);
        }
      }
    }
    return after;
  }

  private byte[] tornLast(RandomGenerator random) {
    if (bytes == durable) {
      return durable;
    }
    byte[] after = bytes.clone();
    byte[] before = Arrays.copyOf(durable, bytes.length);
    for (int at = lastFrom / SECTOR_BYTES * SECTOR_BYTES; at < lastTo; at += SECTOR_BYTES) {
      if (random.nextBoolean()) {
        System.arraycopy(before, at, after, at, Math.min(SECTOR_BYTES, after.length - at));
      }
    }
    return after;
  }
}
