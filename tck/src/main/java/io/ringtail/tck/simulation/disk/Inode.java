// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A file without its names: its bytes as they are read, and of each sector that is not forced also
 * what is on the platter. A force costs as much as was written since the one before, however long
 * the file is. Bytes behind the size are zero.
 */
final class Inode {
  /** Written whole or not at all. */
  static final int SECTOR_BYTES = 512;

  private static final int[] NONE = {};

  /** On the platter is what is read. */
  private static final byte CLEAN = 0;

  /** In the list of what the next force writes. */
  private static final byte DIRTY = 1;

  /** A force of it failed: the system takes it for clean, and it is not on the platter. */
  private static final byte DROPPED = 2;

  /** A force that is under way writes it. */
  private static final byte UNDER_WAY = 3;

  final boolean folder;

  /** Its name as far as the process knows; the last one that it had if it has none. */
  String path;

  /** How many names it has. */
  int links = 1;

  int handles;

  /** Some of it is not what was written. */
  boolean damaged;

  /** How often a force of it succeeded. */
  int forces;

  /** The newest write: its number among all of the disk, and how many forces came before it. */
  long newestWrite;

  int newestWriteForces;

  private byte[] bytes = {};
  private int size;

  /** What is on the platter of each sector that is not clean; null where it has nothing. */
  private byte[] @Nullable [] platter = {};

  private byte[] states = {};
  private int[] dirty = NONE;
  private int dirtyCount;
  private int[] underWay = NONE;
  private int underWayCount;
  private boolean forcing;

  /** Of sectors that were written again during a force: what the force writes. */
  private final Map<Integer, byte[]> handed = new TreeMap<>();

  /** The size that the force under way writes, if it writes one. */
  private int sizeHanded;

  private boolean sizeUnderWay;
  private int smallestSizeSince;
  private int droppedCount;

  /** The size on the platter; another one may be there too while it is not forced. */
  private int forcedSize;

  private int smallestSize;
  private boolean resized;

  /** The last write since a force, for telling whether a crash tore it. */
  private int lastOffset;

  private int lastLength;

  Inode(String path, boolean folder) {
    this.path = path;
    this.folder = folder;
  }

  boolean isLinked() {
    return links > 0;
  }

  int sizeBytes() {
    return size;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  byte byteAt(int offset) {
    return bytes[offset];
  }

  /** How many forces have begun: what is written now is not in them. */
  int forcesBegun() {
    return forces + (forcing ? 1 : 0);
  }

  int dirtyBytes() {
    return dirtyCount * SECTOR_BYTES;
  }

  int read(ByteBuffer into, int position) {
    int count = Math.max(0, Math.min(into.remaining(), size - position));
    if (count > 0) {
      into.put(bytes, position, count);
    }
    return count;
  }

  void copyTo(byte[] target, int offset, int length) {
    int there = Math.max(0, Math.min(length, bytes.length - offset));
    if (there > 0) {
      System.arraycopy(bytes, offset, target, 0, there);
    }
    Arrays.fill(target, there, length, (byte) 0);
  }

  /**
   * Overwrites a stretch.
   *
   * @param from null for zeros
   */
  void write(@Nullable ByteBuffer from, int position, int length) {
    if (length == 0) {
      return;
    }
    int end = position + length;
    reserve(end);
    markDirty(position, end);
    if (from == null) {
      Arrays.fill(bytes, position, end, (byte) 0);
    } else {
      from.get(bytes, position, length);
    }
    if (end > size) {
      size = end;
      resized = true;
    }
    lastOffset = position;
    lastLength = length;
  }

  void truncate(int newSize) {
    if (newSize >= size) {
      return;
    }
    markDirty(newSize, size);
    Arrays.fill(bytes, newSize, size, (byte) 0);
    size = newSize;
    smallestSize = Math.min(smallestSize, newSize);
    smallestSizeSince = Math.min(smallestSizeSince, newSize);
    resized = true;
  }

  private void reserve(int end) {
    if (end > bytes.length) {
      int sectors = sectors(Math.max(end, bytes.length + bytes.length / 2));
      bytes = Arrays.copyOf(bytes, sectors * SECTOR_BYTES);
      platter = Arrays.copyOf(platter, sectors);
      states = Arrays.copyOf(states, sectors);
    }
  }

  private static int sectors(int length) {
    return (int) (((long) length + SECTOR_BYTES - 1) / SECTOR_BYTES);
  }

  private void markDirty(int from, int to) {
    for (int sector = from / SECTOR_BYTES; sector < sectors(to); sector++) {
      byte state = states[sector];
      if (state == DIRTY) {
        continue;
      }
      if (state == DROPPED) {
        droppedCount--;
      } else if (state == UNDER_WAY) {
        int start = sector * SECTOR_BYTES;
        handed.put(sector, Arrays.copyOfRange(bytes, start, start + SECTOR_BYTES));
      } else if (sector * SECTOR_BYTES < forcedSize) {
        int start = sector * SECTOR_BYTES;
        platter[sector] = Arrays.copyOfRange(bytes, start, start + SECTOR_BYTES);
      }
      addDirty(sector);
    }
  }

  private void addDirty(int sector) {
    states[sector] = DIRTY;
    if (dirtyCount == dirty.length) {
      dirty = Arrays.copyOf(dirty, Math.max(8, 2 * dirtyCount));
    }
    dirty[dirtyCount++] = sector;
  }

  private void clean(int sector) {
    platter[sector] = null;
    states[sector] = CLEAN;
  }

  /** A force that is done at once. */
  void force() {
    beginForce();
    endForce();
  }

  /** Hands what is not on the platter to a force, which is under way until {@link #endForce}. */
  void beginForce() {
    if (forcing) {
      endForce();
    }
    forcing = true;
    int[] unused = underWay;
    underWay = dirty;
    underWayCount = dirtyCount;
    dirty = unused;
    dirtyCount = 0;
    for (int i = 0; i < underWayCount; i++) {
      states[underWay[i]] = UNDER_WAY;
    }
    sizeUnderWay = resized;
    sizeHanded = size;
    smallestSizeSince = size;
    resized = false;
    lastLength = 0;
  }

  void endForce() {
    if (!forcing) {
      return;
    }
    forcing = false;
    for (int i = 0; i < underWayCount; i++) {
      reachPlatter(underWay[i]);
    }
    underWayCount = 0;
    // What was dropped behind the end is gone with the end.
    for (int sector = sectors(size); droppedCount > 0 && sector < states.length; sector++) {
      if (states[sector] == DROPPED) {
        clean(sector);
        droppedCount--;
      }
    }
    if (sizeUnderWay) {
      sizeReachesPlatter();
    }
    forces++;
  }

  /** What the force under way writes of a sector is on the platter. */
  private void reachPlatter(int sector) {
    byte[] written = handed.remove(sector);
    if (written != null) {
      platter[sector] = written;
    } else {
      clean(sector);
    }
  }

  private void sizeReachesPlatter() {
    forcedSize = sizeHanded;
    smallestSize = smallestSizeSince;
    sizeUnderWay = false;
  }

  /** The power fails during a force: some of what it would write is written, or nothing. */
  private void breakForceOff(RandomGenerator random, boolean allLost) {
    if (!forcing) {
      return;
    }
    for (int i = 0; i < underWayCount; i++) {
      int sector = underWay[i];
      if (!allLost && random.nextBoolean()) {
        reachPlatter(sector);
      } else if (handed.remove(sector) == null) {
        addDirty(sector);
      }
    }
    underWayCount = 0;
    if (sizeUnderWay && !allLost && random.nextBoolean()) {
      sizeReachesPlatter();
    }
    resized |= sizeUnderWay;
    sizeUnderWay = false;
    forcing = false;
  }

  private void sizeForced() {
    forcedSize = size;
    smallestSize = size;
    resized = false;
  }

  /** The force fails as on real systems: nothing is written, and nothing will be any more. */
  void failForce() {
    endForce();
    for (int i = 0; i < dirtyCount; i++) {
      states[dirty[i]] = DROPPED;
    }
    droppedCount += dirtyCount;
    dirtyCount = 0;
    resized = false;
    lastLength = 0;
  }

  /** The process dies in the middle of a force: some of what it would write is written. */
  void forcePartly(RandomGenerator random) {
    endForce();
    int left = 0;
    for (int i = 0; i < dirtyCount; i++) {
      int sector = dirty[i];
      if (sector < sectors(size) && random.nextBoolean()) {
        clean(sector);
      } else {
        dirty[left++] = sector;
      }
    }
    dirtyCount = left;
  }

  /** Whether a stretch is on the platter as it is read. */
  boolean isForced(int offset, int length) {
    for (int sector = offset / SECTOR_BYTES; sector < sectors(offset + length); sector++) {
      if (states[sector] != CLEAN) {
        return false;
      }
    }
    return offset + length <= Math.min(size, forcedSize);
  }

  /** Puts bytes over those of the platter and those that are read. */
  void damage(byte[] with, int offset, int length) {
    damaged = true;
    System.arraycopy(with, 0, bytes, offset, length);
    for (int i = 0; i < length; i++) {
      byte[] written = handed.get((offset + i) / SECTOR_BYTES);
      if (written != null) {
        written[(offset + i) % SECTOR_BYTES] = with[i];
      }
      byte[] forced = platter[(offset + i) / SECTOR_BYTES];
      if (forced != null) {
        forced[(offset + i) % SECTOR_BYTES] = with[i];
      }
    }
  }

  /** Becomes what a power cut leaves of it; all of that is on the platter then. */
  CrashedFile crash(RandomGenerator random, boolean allLost) {
    breakForceOff(random, allLost);
    int sizeAfter = allLost ? forcedSize : sizeAfterCrash(random);
    CrashedFile crashed = new CrashedFile(random, allLost, lastOffset, lastLength);
    crashed.sizeLost(sizeAfter != size);
    Arrays.sort(dirty, 0, dirtyCount);
    for (int i = 0; i < dirtyCount; i++) {
      int sector = dirty[i];
      boolean changed = isChanged(sector);
      // Behind the end only a truncation was to be written, and that the size tells.
      if (sector >= sectors(size) || !crashed.survives(sector, changed)) {
        revert(sector);
      }
      clean(sector);
    }
    dirtyCount = 0;
    for (int sector = 0; droppedCount > 0 && sector < states.length; sector++) {
      if (states[sector] == DROPPED) {
        crashed.dropped(isChanged(sector));
        revert(sector);
        clean(sector);
        droppedCount--;
      }
    }
    reserve(sizeAfter);
    Arrays.fill(bytes, sizeAfter, bytes.length, (byte) 0);
    size = sizeAfter;
    sizeForced();
    lastLength = 0;
    return crashed;
  }

  private int sizeAfterCrash(RandomGenerator random) {
    if (!resized) {
      return forcedSize;
    }
    return switch (random.nextInt(3)) {
      case 0 -> forcedSize;
      case 1 -> size;
      default -> {
        int between = smallestSize + random.nextInt(size - smallestSize + 1);
        yield Math.max(smallestSize, between - between % SECTOR_BYTES);
      }
    };
  }

  private boolean isChanged(int sector) {
    int start = sector * SECTOR_BYTES;
    byte[] forced = platter[sector];
    if (forced != null) {
      return !Arrays.equals(forced, 0, SECTOR_BYTES, bytes, start, start + SECTOR_BYTES);
    }
    for (int i = start; i < start + SECTOR_BYTES; i++) {
      if (bytes[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private void revert(int sector) {
    int start = sector * SECTOR_BYTES;
    byte[] forced = platter[sector];
    if (forced != null) {
      System.arraycopy(forced, 0, bytes, start, SECTOR_BYTES);
    } else {
      Arrays.fill(bytes, start, start + SECTOR_BYTES, (byte) 0);
    }
  }
}
