// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.snapshot.SnapshotFolders;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A table that is let go of is there, or kept in a snapshot that is complete, whatever moment the
 * process or its power dies; and nothing is left over for ever.
 */
class SnapshotSimulationTest {
  private static final String NAME = "kept";

  /** Every other one is a power cut; what a death leaves of its operation is up to chance. */
  private static final int VARIANTS = 6;

  /** Deaths come at operations up to some beyond the last one. */
  private static final int OPERATIONS_MAX = 10_000;

  @Test
  void droppedTableIsThereOrInItsSnapshotAfterADeathAtEveryOperation() throws IOException {
    int deaths = 0;
    boolean died = true;
    for (int operations = 1; died && operations < OPERATIONS_MAX; operations++) {
      for (int variant = 0; variant < VARIANTS; variant++) {
        SplittableRandom random = new SplittableRandom(31L * operations + variant);
        DiskHarness machine = new DiskHarness(1_000L * operations + variant);
        TwoTables process = new TwoTables(machine.disk, random);
        process.load();
        machine.disk.crashAfterOperations(operations);
        process.letGo(NAME);
        died = !process.lives();
        assertThat(died || process.dropped()).as("it ends").isTrue();
        die(machine, random, variant % 2 > 0);
        deaths += died ? 1 : 0;
        checkEverything(machine, random, "operation " + operations + ", variant " + variant);
      }
    }
    System.out.println("the process died " + deaths + " times while it let go of a table");
    assertThat(deaths).isGreaterThan(40);
  }

  @Test
  void snapshotIsCompleteOrAbsentAfterADeathAtEveryOperationOfItsDeletion() throws IOException {
    int absent = 0;
    int complete = 0;
    boolean died = true;
    for (int operations = 1; died && operations < OPERATIONS_MAX; operations++) {
      for (int variant = 0; variant < VARIANTS; variant++) {
        SplittableRandom random = new SplittableRandom(37L * operations + variant);
        DiskHarness machine = new DiskHarness(2_000L * operations + variant);
        TwoTables process = new TwoTables(machine.disk, random);
        process.load();
        process.letGo(NAME);
        assertThat(process.dropped()).isTrue();
        machine.disk.crashAfterOperations(operations);
        died = dies(() -> new SnapshotFolders(machine.disk).delete(NAME));
        die(machine, random, variant % 2 > 0);
        SnapshotFolders folders = new SnapshotFolders(machine.disk);
        folders.deleteIncomplete();
        if (folders.exists(NAME)) {
          complete++;
          new TwoTables(machine.disk, random).checkSnapshot(folders.list().getFirst());
        } else {
          absent++;
          assertThat(machine.disk.list("snapshots")).isEmpty();
        }
      }
    }
    assertThat(absent).isPositive();
    assertThat(complete).isPositive();
  }

  private interface Deletion {
    void run() throws IOException;
  }

  private static boolean dies(Deletion deletion) throws IOException {
    try {
      deletion.run();
      return false;
    } catch (SimulatedDisk.Crash crash) {
      return true;
    }
  }

  private static void die(DiskHarness machine, SplittableRandom random, boolean powerCut) {
    if (powerCut) {
      machine.disk.crash(random);
    } else {
      machine.disk.processDied();
    }
  }

  private static void checkEverything(DiskHarness machine, SplittableRandom random, String what)
      throws IOException {
    SnapshotFolders folders = new SnapshotFolders(machine.disk);
    TwoTables after = new TwoTables(machine.disk, random);
    folders.deleteIncomplete();
    after.checkOther(what);
    if (after.hasTable()) {
      after.checkTable(what);
    } else {
      assertThat(folders.exists(NAME)).as(what + ": the table is gone, so it was kept").isTrue();
    }
    if (folders.exists(NAME)) {
      after.checkSnapshot(folders.list().getFirst());
    } else {
      assertThat(machine.disk.list("snapshots")).as(what).isEmpty();
    }
    if (after.hasTable()) {
      if (folders.exists(NAME)) {
        after.drop();
      } else {
        after.letGo(NAME);
      }
      assertThat(after.dropped()).as(what).isTrue();
      after.checkSnapshot(folders.list().getFirst());
    }
    folders.delete(NAME);
    List<String> left = machine.disk.paths();
    assertThat(left).as(what).noneMatch(path -> path.startsWith("snapshots/"));
    assertThat(left.stream().filter(path -> path.startsWith("shard/") && path.endsWith(".sst")))
        .as(what + ": no file of the table is left")
        .hasSize(after.filesOfOther());
  }
}
