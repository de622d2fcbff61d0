// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.storage.StorageException;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The storage of a shard keeps what it acknowledged, whatever moment its process or power dies. */
class StorageSimulationTest {
  private static final int KEYS = 20;
  private static final int TURNS = 30;
  private static final int ROUNDS = 600;

  /** Errors and crashes that the storage has to meet. */
  private static final Set<DiskFault> FAULTS =
      EnumSet.of(
          DiskFault.WRITE_ERROR,
          DiskFault.SHORT_WRITE,
          DiskFault.READ_ERROR,
          DiskFault.FORCE_FAILED,
          DiskFault.FULL,
          DiskFault.CRASH_TORN_WRITE,
          DiskFault.CRASH_FORGOT_NAME);

  private final long[] acknowledged = new long[KEYS];
  private long timestamp = 1;

  private void load(StorageProcess process, SplittableRandom random, int turns) {
    for (int i = 0; i < turns && process.lives(); i++) {
      int writes = 1 + random.nextInt(10);
      process.writeTurn(writes, timestamp);
      timestamp += writes;
    }
    process.run(20_000_000);
  }

  private static void die(DiskHarness machine, SplittableRandom random, boolean powerCut) {
    if (powerCut) {
      machine.disk.crash(random);
    } else {
      machine.disk.processDied();
    }
  }

  @Test
  void whatWasAcknowledgedOutlivesADeathAtEveryOperation() {
    assertThat(dieAtEveryOperation(CompactionStrategy.DEFAULT)).isGreaterThan(500);
  }

  @Test
  void whatWasAcknowledgedOutlivesADeathAtEveryOperationOfLeveledCompactions() {
    assertThat(dieAtEveryOperation(new CompactionStrategy.Leveled(1 << 20))).isGreaterThan(500);
  }

  @Test
  void whatWasAcknowledgedOutlivesADeathAtEveryOperationOfTimeWindows() {
    assertThat(dieAtEveryOperation(new CompactionStrategy.TimeWindow(60_000))).isGreaterThan(500);
  }

  private int dieAtEveryOperation(CompactionStrategy strategy) {
    TableOptions options =
        TableOptions.DEFAULT.withCompaction(strategy).withTombstoneGc(new TombstoneGc.Grace(0));
    int deaths = 0;
    boolean finished = false;
    for (int operations = 1; !finished; operations++) {
      for (int variant = 0; variant < 2; variant++) {
        Arrays.fill(acknowledged, 0);
        SplittableRandom random = new SplittableRandom(variant);
        DiskHarness machine = new DiskHarness(1_000L * operations + variant);
        machine.disk.crashAfterOperations(operations);
        finished = !loadUntilDeath(machine, random, options);
        SplittableRandom chance = new SplittableRandom(operations);
        die(machine, chance, variant > 0);
        deaths++;
        String what = "operation " + operations + ", variant " + variant;
        assertThat(new StorageProcess(machine.disk, random, acknowledged, options).missing())
            .as(what)
            .isEmpty();
        // What was served after a start must be there after a power cut, too.
        machine.disk.crash(chance);
        assertThat(new StorageProcess(machine.disk, random, acknowledged).missing())
            .as(what + ", second start")
            .isEmpty();
      }
    }
    System.out.println("storage died " + deaths + " times with " + strategy);
    return deaths;
  }

  private boolean loadUntilDeath(
      DiskHarness machine, SplittableRandom random, TableOptions options) {
    try {
      StorageProcess process = new StorageProcess(machine.disk, random, acknowledged, options);
      load(process, random, TURNS);
      return !process.lives();
    } catch (SimulatedDisk.Crash crash) {
      return true;
    }
  }

  @Test
  void whatWasAcknowledgedOutlivesErrorsOfTheDisk() {
    long seed = DiskHarness.seed("whatWasAcknowledgedOutlivesErrorsOfTheDisk");
    SplittableRandom random = new SplittableRandom(seed);
    DiskHarness machine = new DiskHarness(seed);
    StorageProcess process = null;
    // A torn write is rare: one run of a hundred has none in its first 600 rounds, and goes on.
    for (int round = 0; round < ROUNDS || !machine.told.containsAll(FAULTS); round++) {
      assertThat(round).as("rounds without all of " + FAULTS).isLessThan(10 * ROUNDS);
      if (process == null) {
        process = start(machine, random);
      }
      if (process != null) {
        trouble(machine.disk, random);
        load(process, random, random.nextInt(20));
      }
      if (process == null || !process.lives() || random.nextInt(4) == 0) {
        die(machine, random, random.nextInt(3) == 0);
        process = null;
      }
      machine.disk.faults().heal();
      if (round % 10 == 9) {
        die(machine, random, random.nextBoolean());
        process = new StorageProcess(machine.disk, random, acknowledged);
        assertThat(process.missing()).as("round " + round).isEmpty();
      }
    }
  }

  /** Starts a process that may die of an error right then. */
  private @Nullable StorageProcess start(DiskHarness machine, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      trouble(machine.disk, random);
    }
    try {
      return new StorageProcess(machine.disk, random, acknowledged);
    } catch (StorageException | SimulatedDisk.Crash failed) {
      return null;
    }
  }

  private static void trouble(SimulatedDisk disk, SplittableRandom random) {
    List<FileKind> kinds = List.of(FileKind.values());
    FileKind kind = kinds.get(random.nextInt(kinds.size()));
    switch (random.nextInt(7)) {
      case 0 -> disk.faults().failReads(1, kind);
      case 1 -> disk.faults().failWrites(1, kind);
      case 2 -> disk.faults().failForces(1, kind);
      case 3 -> disk.faults().limitBytes(random.nextInt(20_000));
      case 4 -> disk.crashAfterOperations(1 + random.nextInt(200));
      default -> disk.faults().slowFactor(2);
    }
  }
}
