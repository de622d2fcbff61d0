// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import java.util.random.RandomGenerator;

/** Decides which of a file's unforced sectors a power cut leaves, and knows what that broke. */
final class CrashedFile {
  /** A page of the system, which is mostly written whole. */
  private static final int BLOCK_SECTORS = 8;

  private enum Manner {
    NOTHING_WRITTEN,
    LAST_WRITE_TORN,
    BLOCKS_WRITTEN,
    SECTORS_WRITTEN
  }

  private static final Manner[] MANNERS = Manner.values();

  private final RandomGenerator random;
  private final Manner manner;

  /** Of ten blocks or sectors, how many are written; both extremes are of use. */
  private final int chance;

  private final int lastFirst;
  private final int lastEnd;
  private int block = -1;
  private boolean blockSurvives;
  private boolean lost;
  private boolean lastLost;
  private boolean lastKept;

  CrashedFile(RandomGenerator random, boolean allLost, int lastOffset, int lastLength) {
    this.random = random;
    this.manner = allLost ? Manner.NOTHING_WRITTEN : MANNERS[random.nextInt(MANNERS.length)];
    this.chance = random.nextInt(11);
    this.lastFirst = lastOffset / Inode.SECTOR_BYTES;
    this.lastEnd =
        lastLength == 0 ? lastFirst : (lastOffset + lastLength - 1) / Inode.SECTOR_BYTES + 1;
  }

  /**
   * Whether an unforced sector is on the platter; asked in ascending order.
   *
   * @param changed whether that makes a difference
   */
  boolean survives(int sector, boolean changed) {
    boolean ofLast = sector >= lastFirst && sector < lastEnd;
    boolean survives =
        switch (manner) {
          case NOTHING_WRITTEN -> false;
          case LAST_WRITE_TORN -> !ofLast || random.nextBoolean();
          case BLOCKS_WRITTEN -> blockSurvives(sector / BLOCK_SECTORS);
          case SECTORS_WRITTEN -> random.nextInt(10) < chance;
        };
    if (changed) {
      lost |= !survives;
      lastLost |= ofLast && !survives;
      lastKept |= ofLast && survives;
    }
    return survives;
  }

  private boolean blockSurvives(int of) {
    if (of != block) {
      block = of;
      blockSurvives = random.nextInt(10) < chance;
    }
    return blockSurvives;
  }

  /** A sector whose force failed is lost for certain. */
  void dropped(boolean changed) {
    lost |= changed;
  }

  void sizeLost(boolean isLost) {
    lost |= isLost;
  }

  boolean lost() {
    return lost;
  }

  boolean torn() {
    return lastLost && lastKept;
  }
}
