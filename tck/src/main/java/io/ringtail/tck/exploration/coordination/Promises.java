// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.coordination;

import io.ringtail.protocol.row.Version;
import io.ringtail.tck.exploration.BrokenPromise;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was acknowledged and what was seen so far, and with it what every later read must see. Exact
 * and cheap, because the model knows the versions.
 */
final class Promises {
  /**
   * The least that a read may see.
   *
   * @param versions by register; null for nothing
   * @param gone by register, whether a reader saw that there is no value at this version
   */
  record Floor(@Nullable Version[] versions, boolean[] gone) {}

  private final @Nullable Version[] least = new Version[Registers.COUNT];
  private final boolean[] gone = new boolean[Registers.COUNT];

  void reset() {
    Arrays.fill(least, null);
    Arrays.fill(gone, false);
  }

  /** What a read that begins now must see. */
  Floor floor() {
    return new Floor(least.clone(), gone.clone());
  }

  void acknowledged(Operation write) {
    for (int register = 0; register < Registers.COUNT; register++) {
      if ((write.registers() & (1 << register)) != 0) {
        raise(register, write.version(), write.action().deletes());
      }
    }
  }

  private void raise(int register, @Nullable Version version, boolean isGone) {
    Version known = least[register];
    if (version == null || (known != null && known.compareTo(version) > 0)) {
      return;
    }
    gone[register] = isGone || (gone[register] && version.equals(known));
    least[register] = version;
  }

  /** Checks what a read answers, and holds all later ones to it. */
  void seen(
      Registers seen, Floor floor, Operation read, List<Operation> operations, long nowMillis) {
    for (int register = 0; register < Registers.COUNT; register++) {
      Version version = seen.versions[register];
      Version least = floor.versions[register];
      boolean isGone = seen.values[register] == Registers.NOTHING;
      if (least != null && (version == null || version.compareTo(least) < 0)) {
        throw new BrokenPromise(
            read
                + " saw "
                + seen
                + ", though register "
                + register
                + " was acknowledged or read at "
                + least
                + " before it began");
      }
      if (floor.gone[register] && !isGone && version != null && version.equals(least)) {
        throw new BrokenPromise(read + " saw " + seen + ", though it was gone from " + register);
      }
      if (version == null) {
        if (!isGone) {
          throw new BrokenPromise(read + " saw a value that nobody wrote: " + seen);
        }
      } else {
        Operation writer = writer(version, operations, read, seen);
        checkWriter(register, writer, seen, read, nowMillis);
        raise(register, version, isGone);
      }
    }
  }

  private static Operation writer(
      Version version, List<Operation> operations, Operation read, Registers seen) {
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      if (operation.registers() != 0 && operation.version().equals(version)) {
        return operation;
      }
    }
    throw new BrokenPromise(read + " saw a version that nobody wrote: " + seen);
  }

  private static void checkWriter(
      int register, Operation writer, Registers seen, Operation read, long nowMillis) {
    if (writer.failedForSure()) {
      throw new BrokenPromise(read + " saw " + seen + " of " + writer + ", which failed for sure");
    }
    writer.wasSeen = true;
    int value = seen.values[register];
    if (value != Registers.NOTHING && value != writer.valueOf(register)) {
      throw new BrokenPromise(read + " saw " + seen + ", which is not what " + writer + " wrote");
    }
    boolean isGone = value == Registers.NOTHING;
    // A reader with a later clock may have written back that it has expired.
    boolean mayBeGone = writer.action().deletes() || writer.expiredAt(nowMillis);
    boolean mustBeGone = writer.action().deletes() || writer.expiredAt(read.nowMillis());
    if ((isGone && !mayBeGone) || (!isGone && mustBeGone)) {
      throw new BrokenPromise(read + " saw " + seen + ", which is not what is left of " + writer);
    }
    // All of a write is seen, or has been overwritten.
    for (int other = 0; other < Registers.COUNT; other++) {
      Version there = seen.versions[other];
      if ((writer.registers() & (1 << other)) != 0
          && (there == null || there.compareTo(writer.version()) < 0)) {
        throw new BrokenPromise(read + " saw " + seen + ", a part of " + writer + " alone");
      }
    }
  }
}
