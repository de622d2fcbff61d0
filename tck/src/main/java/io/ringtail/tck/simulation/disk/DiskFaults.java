// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * How a disk fails while it is used: errors that are asked for and come with the next operations,
 * room that runs out, slowness, and the death of the process in the middle of an operation.
 */
public final class DiskFaults {
  /** A full disk refuses a new name now and then: its folder may have room for it. */
  private static final int NAMES_TO_REFUSALS = 2;

  /** Errors to come. */
  private static final class Errors {
    private int left;
    private Predicate<String> paths = FileKind.ANY;

    void set(int count, Predicate<String> of) {
      left = count;
      paths = of;
    }

    boolean next(String path) {
      if (left == 0 || !paths.test(path)) {
        return false;
      }
      left--;
      return true;
    }
  }

  private final RandomGenerator random;
  private final DiskTime time;
  private final LongConsumer mix;
  private final Consumer<DiskFault> listener;
  private final Room room;
  private final Map<DiskFault, Long> counts = new EnumMap<>(DiskFault.class);
  private final Errors reads = new Errors();
  private final Errors writes = new Errors();
  private final Errors forces = new Errors();
  private DiskLatency latency = DiskLatency.USUAL;
  private double slowness = 1;
  private double slownessOfReads = 1;
  private double slownessOfForces = 1;
  private boolean slownessTold = true;

  /** Operations until the process dies; 0 when it does not. */
  private long operationsLeft;

  /** Deletions until the process dies; 0 when it does not. */
  private long deletionsLeft;

  /** What was begun last. */
  private DiskOperation newest = DiskOperation.OPEN;

  private boolean dying;

  DiskFaults(
      RandomGenerator random,
      DiskTime time,
      LongConsumer mix,
      Consumer<DiskFault> listener,
      Room room) {
    this.random = random;
    this.time = time;
    this.mix = mix;
    this.listener = listener;
    this.room = room;
  }

  /** Lets the next reads of some files fail. */
  public void failReads(int count, Predicate<String> paths) {
    reads.set(count, paths);
  }

  /** Lets the next writes to some files fail; each may leave its beginning. */
  public void failWrites(int count, Predicate<String> paths) {
    writes.set(count, paths);
  }

  /**
   * Lets the next forces of some files fail. What they should have written is never written, though
   * a later force says so.
   */
  public void failForces(int count, Predicate<String> paths) {
    forces.set(count, paths);
  }

  /** Leaves so many bytes free from now on. */
  public void limitBytes(long free) {
    room.limit(free);
  }

  public void latency(DiskLatency usual) {
    latency = usual;
  }

  /** Lets everything take so many times as long. */
  public void slowFactor(double factor) {
    slowness = factor;
    slownessTold &= factor == 1;
  }

  /** Lets reads take so many times as long, on top of {@link #slowFactor}. */
  public void slowReads(double factor) {
    slownessOfReads = factor;
    slownessTold &= factor == 1;
  }

  /** Lets forces take so many times as long, on top of {@link #slowFactor}. */
  public void slowForces(double factor) {
    slownessOfForces = factor;
  }

  /** Ends all of that: nothing fails that is still to come, there is room, and nothing is slow. */
  public void heal() {
    reads.left = 0;
    writes.left = 0;
    forces.left = 0;
    limitBytes(Long.MAX_VALUE);
    slowFactor(1);
    slowReads(1);
    slowForces(1);
    operationsLeft = 0;
    deletionsLeft = 0;
  }

  /** How often a fault took effect. */
  public long count(DiskFault fault) {
    return counts.getOrDefault(fault, 0L);
  }

  void happened(DiskFault fault) {
    counts.merge(fault, 1L, Long::sum);
    listener.accept(fault);
  }

  void crashAfterOperations(long operations) {
    operationsLeft = operations;
  }

  void crashAfterDeletions(long deletions) {
    deletionsLeft = deletions;
  }

  void processIsGone() {
    operationsLeft = 0;
    deletionsLeft = 0;
    dying = false;
  }

  void checkAlive() {
    if (dying) {
      throw new SimulatedDisk.Crash();
    }
  }

  /**
   * Begins an operation: it takes its time, and goes into the simulation's hash. Returns when it is
   * over.
   */
  long begin(DiskOperation operation, String path, int position, int bytes) {
    checkAlive();
    mix.accept(operation.code() << 58 ^ (long) path.hashCode() << 26 ^ position);
    long nanos = latency.nanos(operation, bytes, random);
    double factor = slowness;
    if (operation.isRead()) {
      factor *= slownessOfReads;
    }
    if (operation == DiskOperation.FORCE) {
      factor *= slownessOfForces;
    }
    if (factor != 1) {
      nanos = (long) (nanos * factor);
      if (!slownessTold) {
        slownessTold = true;
        happened(DiskFault.SLOW);
      }
    }
    newest = operation;
    return time.busy(nanos);
  }

  /** Whether the process dies in this operation, which changes something. */
  boolean diesNow() {
    if (operationsLeft > 0 && --operationsLeft == 0) {
      dying = true;
    }
    if (newest == DiskOperation.DELETE && deletionsLeft > 0 && --deletionsLeft == 0) {
      dying = true;
    }
    return dying;
  }

  boolean readFails(String path) {
    boolean fails = reads.next(path);
    if (fails) {
      happened(DiskFault.READ_ERROR);
    }
    return fails;
  }

  boolean writeFails(String path) {
    return writes.next(path);
  }

  boolean forceFails(String path) {
    boolean fails = forces.next(path);
    if (fails) {
      happened(DiskFault.FORCE_FAILED);
    }
    return fails;
  }

  /** Whether there is no room for another name. */
  boolean nameIsRefused() {
    boolean refused = room.isFull() && random.nextInt(NAMES_TO_REFUSALS) == 0;
    if (refused) {
      happened(DiskFault.FULL);
    }
    return refused;
  }
}
