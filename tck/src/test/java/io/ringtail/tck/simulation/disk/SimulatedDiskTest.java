// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.disk.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
  private static final int SEEDS = 200;

  private final DiskHarness harness = new DiskHarness(1);
  private final SimulatedDisk disk = harness.disk;

  private static ByteBuffer bytes(int length, int value) {
    return ByteBuffer.wrap(DiskHarness.filled(length, value));
  }

  private static void cut(DiskHarness harness, long seed) {
    harness.disk.crash(new SplittableRandom(seed));
  }

  @Test
  void ofWhatWasNotForcedEverySubsetOfSectorsMayBeLeft() throws IOException {
    Set<String> seen = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      DiskHarness each = new DiskHarness(seed);
      each.put("f", DiskHarness.filled(1_536, 1));
      try (DiskFile file = each.disk.openForWrite("f")) {
        file.write(bytes(1_536, 2), 0);
      }
      cut(each, seed);
      byte[] after = each.disk.bytes("f");
      assertThat(after).hasSize(1_536);
      seen.add("" + after[0] + after[512] + after[1_024]);
      for (int i = 0; i < after.length; i++) {
        assertThat(after[i]).isEqualTo(after[i - i % 512]);
      }
      boolean lost = after[0] == 1 || after[512] == 1 || after[1_024] == 1;
      assertThat(each.disk.faults().count(DiskFault.CRASH_LOST_BLOCKS)).isEqualTo(lost ? 1 : 0);
      boolean torn = lost && after[0] + after[512] + after[1_024] > 3;
      assertThat(each.disk.faults().count(DiskFault.CRASH_TORN_WRITE)).isEqualTo(torn ? 1 : 0);
    }
    assertThat(seen).hasSize(8);
  }

  /** Longer than any operation takes. */
  private static final long LONG_NANOS = 1_000_000_000;

  /** What is left of two sectors, forced as 1, written as 2 and 3 before and during a force. */
  private static String afterForce(long seed, boolean ends) throws IOException {
    DiskHarness each = new DiskHarness(seed);
    each.put("f", DiskHarness.filled(1_024, 1));
    each.asynchronous = true;
    try (DiskFile file = each.disk.openForWrite("f")) {
      file.write(bytes(1_024, 2), 0);
      file.force();
      each.pass(1);
      file.write(bytes(512, 3), 512);
      if (ends) {
        each.pass(LONG_NANOS);
      }
    }
    cut(each, seed);
    byte[] after = each.disk.bytes("f");
    return "" + after[0] + after[512];
  }

  @Test
  void powerCutDuringForceLeavesAnyPartOfIt() throws IOException {
    Set<String> seen = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      seen.add(afterForce(seed, false));
    }
    assertThat(seen).containsExactlyInAnyOrder("11", "12", "13", "21", "22", "23");
  }

  @Test
  void forceThatIsOverHasWrittenWhatWasThereWhenItBegan() throws IOException {
    Set<String> seen = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      seen.add(afterForce(seed, true));
    }
    assertThat(seen).containsExactlyInAnyOrder("22", "23");
  }

  @Test
  void operationBehindForceFindsItDone() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      DiskHarness each = new DiskHarness(seed);
      each.asynchronous = true;
      try (DiskFile file = each.disk.openForWrite("f")) {
        file.write(bytes(1_024, 2), 0);
        file.force();
        each.disk.rename("f", "g");
        each.disk.syncFolder("");
      }
      cut(each, seed);
      assertThat(each.disk.bytes("g")).isEqualTo(DiskHarness.filled(1_024, 2));
    }
  }

  @Test
  void deathInDeletionLeavesTheOthersAlone() throws IOException {
    disk.crashAfterDeletions(2);
    harness.put("f", DiskHarness.filled(10, 1));
    harness.put("g", DiskHarness.filled(10, 1));
    disk.delete("f");

    assertThatThrownBy(() -> disk.delete("g")).isInstanceOf(SimulatedDisk.Crash.class);

    disk.processDied();
    assertThat(disk.exists("f")).isFalse();
  }

  @Test
  void aSecondNameIsThereOnceItsFolderIsSyncedAndKeepsTheBytes() throws IOException {
    Set<Boolean> unsyncedThere = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      DiskHarness each = new DiskHarness(seed);
      each.disk.createFolders("a");
      each.disk.createFolders("b");
      each.put("a/f", DiskHarness.filled(700, 1));
      each.disk.link("a/f", "b/f");
      each.disk.syncFolder("b");
      each.disk.link("a/f", "b/g");
      assertThatThrownBy(() -> each.disk.link("a/f", "b/g"))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(each.disk.usedBytes()).as("the bytes are there once").isEqualTo(700);
      each.disk.delete("a/f");
      each.disk.syncFolder("a");
      assertThat(each.disk.usedBytes()).isEqualTo(700);
      cut(each, seed);
      assertThat(each.disk.exists("a/f")).isFalse();
      assertThat(each.disk.bytes("b/f")).isEqualTo(DiskHarness.filled(700, 1));
      assertThat(each.disk.usedBytes()).isEqualTo(700);
      unsyncedThere.add(each.disk.exists("b/g"));
      each.disk.delete("b/f");
      each.disk.delete("b/g");
      assertThat(each.disk.usedBytes()).as("the last name frees the room").isZero();
    }
    assertThat(unsyncedThere).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void whatWasForcedOutlivesEveryPowerCut() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      DiskHarness each = new DiskHarness(seed);
      each.put("f", DiskHarness.filled(5_000, 1));
      try (DiskFile file = each.disk.openForWrite("f")) {
        file.write(bytes(100, 2), 700);
        file.force();
        file.write(bytes(100, 3), 2_000);
      }
      cut(each, seed);
      byte[] after = each.disk.bytes("f");
      assertThat(after).hasSize(5_000);
      assertThat(Arrays.copyOfRange(after, 700, 800)).containsOnly(2);
      assertThat(Arrays.copyOf(after, 700)).containsOnly(1);
    }
  }

  @Test
  void aDeathOfTheProcessLosesNothingAndEndsItsHandles() throws IOException {
    DiskFile file = disk.openForWrite("f");
    file.write(bytes(100, 2), 0);
    disk.rename("f", "g");
    disk.processDied();
    assertThat(disk.bytes("g")).isEqualTo(DiskHarness.filled(100, 2));
    assertThatThrownBy(() -> file.write(bytes(1, 1), 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> file.read(bytes(1, 1), 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(file::force).isInstanceOf(IOException.class);
    file.close();
    assertThat(disk.usedBytes()).isEqualTo(100);
    assertThat(harness.told).isEmpty();
  }

  @Test
  void namesAreCertainOnlyOnceTheirFolderIsSynced() throws IOException {
    Set<String> unsynced = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      DiskHarness each = new DiskHarness(seed);
      each.disk.createFolders("d");
      each.put("d/old", DiskHarness.filled(10, 1));
      each.put("d/gone", DiskHarness.filled(10, 4));
      try (DiskFile file = each.disk.openForWrite("d/new")) {
        file.write(bytes(10, 2), 0);
        file.force();
      }
      each.disk.rename("d/new", "d/old");
      each.disk.delete("d/gone");
      if (seed % 2 == 0) {
        each.disk.syncFolder("d");
      }
      cut(each, seed);
      String left = each.disk.paths() + " " + each.disk.bytes("d/old")[0];
      if (seed % 2 == 0) {
        assertThat(left).isEqualTo("[d/old] 2");
        assertThat(each.disk.faults().count(DiskFault.CRASH_FORGOT_NAME)).isZero();
      } else {
        unsynced.add(left);
      }
    }
    assertThat(unsynced)
        .containsExactlyInAnyOrder(
            "[d/old] 2",
            "[d/gone, d/old] 2",
            "[d/old] 1",
            "[d/gone, d/old] 1",
            "[d/gone, d/new, d/old] 1",
            "[d/new, d/old] 1");
  }

  @Test
  void afterAFailedForceTheNextOneLies() throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      DiskHarness each = new DiskHarness(seed);
      each.put("f", DiskHarness.filled(2_000, 1));
      DiskFile file = each.disk.openForWrite("f");
      file.write(bytes(100, 2), 0);
      each.disk.faults().failForces(1, FileKind.ANY);
      assertThatThrownBy(file::force).isInstanceOf(IOException.class);
      file.force();
      file.write(bytes(100, 3), 1_024);
      file.force();
      assertThat(each.disk.bytes("f")[0]).isEqualTo((byte) 2);
      cut(each, seed);
      byte[] after = each.disk.bytes("f");
      assertThat(after[0]).isEqualTo((byte) 1);
      assertThat(after[1_024]).isEqualTo((byte) 3);
      assertThat(each.told).containsExactly(DiskFault.FORCE_FAILED, DiskFault.CRASH_LOST_BLOCKS);
    }
  }

  @Test
  void whatIsWrittenAgainAfterAFailedForceIsForced() throws IOException {
    harness.put("f", DiskHarness.filled(2_000, 1));
    DiskFile file = disk.openForWrite("f");
    file.write(bytes(100, 2), 0);
    disk.faults().failForces(1, FileKind.ANY);
    assertThatThrownBy(file::force).isInstanceOf(IOException.class);
    file.write(bytes(100, 2), 0);
    file.force();
    cut(harness, 5);
    assertThat(disk.bytes("f")[0]).isEqualTo((byte) 2);
  }

  @Test
  void aFullDiskTakesAPartAndOverwritesAreNoMatter() throws IOException {
    harness.put("f", DiskHarness.filled(1_000, 1));
    DiskFile file = disk.openForWrite("f");
    disk.faults().limitBytes(500);
    assertThatThrownBy(() -> file.write(bytes(1_000, 2), 800))
        .isInstanceOf(DiskFullException.class);
    assertThat(file.sizeBytes()).isBetween(1_000L, 1_500L);
    assertThat(disk.usedBytes()).isEqualTo(file.sizeBytes());
    file.write(bytes(1_000, 3), 0);
    assertThatThrownBy(() -> file.zero(0, 1_501)).isInstanceOf(DiskFullException.class);
    assertThat(disk.faults().count(DiskFault.FULL)).isEqualTo(2);
    file.truncate(200);
    file.write(bytes(1_300, 4), 200);
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      try {
        disk.openForWrite("g" + i).close();
      } catch (DiskFullException full) {
        refused++;
      }
      try {
        disk.rename("f", "f");
      } catch (DiskFullException full) {
        refused++;
      }
    }
    assertThat(refused).isBetween(10, 70);
    disk.faults().heal();
    file.zero(0, 10_000);
    assertThat(disk.usedBytes()).isEqualTo(10_000);
  }

  @Test
  void deletedFilesKeepTheirRoomUntilTheyAreClosed() throws IOException {
    DiskFile file = disk.openForWrite("f");
    file.zero(0, 1_000);
    disk.delete("f");
    file.write(bytes(10, 7), 0);
    ByteBuffer into = ByteBuffer.allocate(10);
    assertThat(file.read(into, 0)).isEqualTo(10);
    assertThat(into.get(0)).isEqualTo((byte) 7);
    assertThat(disk.usedBytes()).isEqualTo(1_000);
    file.close();
    assertThat(disk.usedBytes()).isZero();
  }

  @Test
  void errorsComeAsOftenAsAskedForAndOnlyToTheirFiles() throws IOException {
    harness.put("log-00000001", DiskHarness.filled(100, 1));
    harness.put("other", DiskHarness.filled(100, 1));
    disk.faults().failReads(1, FileKind.LOG);
    disk.faults().failWrites(2, FileKind.LOG);
    DiskFile log = disk.openForWrite("log-00000001");
    DiskFile other = disk.openForWrite("other");
    other.read(ByteBuffer.allocate(10), 0);
    other.write(bytes(10, 2), 0);
    assertThatThrownBy(() -> log.read(ByteBuffer.allocate(10), 0)).hasMessageContaining("log-");
    assertThat(log.read(ByteBuffer.allocate(10), 0)).isEqualTo(10);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> log.write(bytes(50, 3), 0)).isInstanceOf(IOException.class);
    }
    assertThat(disk.bytes("log-00000001")[49]).isEqualTo((byte) 1);
    log.write(bytes(50, 4), 0);
    assertThat(disk.faults().count(DiskFault.READ_ERROR)).isEqualTo(1);
    long writes =
        disk.faults().count(DiskFault.WRITE_ERROR) + disk.faults().count(DiskFault.SHORT_WRITE);
    assertThat(writes).isEqualTo(2);
  }

  @Test
  void aProcessThatDiesInAnOperationDoesNothingMore() throws IOException {
    Set<Integer> written = new HashSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      DiskHarness each = new DiskHarness(seed);
      each.put("f", DiskHarness.filled(1_500, 1));
      DiskFile file = each.disk.openForWrite("f");
      each.disk.crashAfterOperations(2);
      file.write(bytes(10, 2), 0);
      assertThatThrownBy(() -> file.write(bytes(1_490, 3), 10))
          .isInstanceOf(SimulatedDisk.Crash.class);
      assertThatThrownBy(() -> each.disk.exists("f")).isInstanceOf(SimulatedDisk.Crash.class);
      assertThatThrownBy(() -> file.write(bytes(10, 4), 10))
          .isInstanceOf(SimulatedDisk.Crash.class);
      file.close();
      each.disk.processDied();
      int count = 0;
      for (byte b : each.disk.bytes("f")) {
        count += b == 3 ? 1 : 0;
      }
      written.add(count);
      assertThat(each.disk.bytes("f")).startsWith(DiskHarness.filled(10, 2)).doesNotContain(4);
    }
    assertThat(written).containsExactlyInAnyOrder(0, 502, 1_014, 1_490);
  }

  @Test
  void damageIsThereForReadersAndAfterAPowerCut() throws IOException {
    harness.put("0001.sst", DiskHarness.filled(3_000, 1));
    harness.put("other", DiskHarness.filled(3_000, 1));
    List<Damage> damage = disk.damage().flipBits(FileKind.TABLE, 3);
    assertThat(damage).hasSize(1);
    Damage flipped = damage.getFirst();
    assertThat(flipped.path()).isEqualTo("0001.sst");
    byte[] now = disk.bytes("0001.sst");
    assertThat(now[flipped.offset()]).isNotEqualTo((byte) 1);
    for (int i = 0; i < now.length; i++) {
      boolean inside = i >= flipped.offset() && i < flipped.offset() + flipped.length();
      assertThat(now[i] == 1 || inside).isTrue();
    }
    cut(harness, 1);
    assertThat(disk.bytes("0001.sst")).isEqualTo(now);
    assertThat(disk.damages()).isEqualTo(damage);
    assertThat(disk.isDamaged()).isTrue();
    disk.delete("0001.sst");
    assertThat(disk.isDamaged()).isFalse();
    assertThat(disk.damage().flipBits(FileKind.TABLE, 1)).isEmpty();
    assertThat(disk.faults().count(DiskFault.BIT_FLIP)).isEqualTo(1);
  }

  private void writeLog(int records) throws IOException {
    DiskFile file = disk.openForWrite("log-00000001");
    file.zero(0, 10_000);
    for (int i = 0; i < records; i++) {
      file.write(bytes(100, i + 1), i * 100L);
      file.force();
    }
    disk.syncFolder("");
  }

  @Test
  void aLostWriteIsAnEarlierForcedOne() throws IOException {
    writeLog(3);
    assertThat(disk.damage().loseWrite(FileKind.LOG, 3)).isEmpty();
    List<Damage> damage = disk.damage().loseWrite(FileKind.LOG, 2);
    assertThat(damage).containsExactly(new Damage(DiskFault.LOST_WRITE, "log-00000001", 0, 100));
    for (int i = 0; i < 2; i++) {
      byte[] now = disk.bytes("log-00000001");
      assertThat(Arrays.copyOf(now, 100)).containsOnly(0);
      assertThat(Arrays.copyOfRange(now, 100, 200)).containsOnly(2);
      assertThat(Arrays.copyOfRange(now, 200, 300)).containsOnly(3);
      cut(harness, i);
    }
    assertThat(disk.damage().loseWrite(FileKind.LOG, 2)).isEmpty();
    assertThat(disk.damage().loseWrite(FileKind.LOG, 0)).hasSize(1);
    assertThat(disk.damage().loseWrite(FileKind.LOG, 0)).isEmpty();
  }

  @Test
  void aWriteThatWasOverwrittenOrNotForcedIsNotLost() throws IOException {
    DiskFile file = disk.openForWrite("f");
    file.write(bytes(100, 1), 0);
    file.write(bytes(100, 2), 50);
    file.write(bytes(100, 3), 1_024);
    file.write(bytes(100, 4), 2_048);
    assertThat(disk.damage().loseWrite(FileKind.ANY, 0)).isEmpty();
    file.force();
    file.write(bytes(10, 5), 100);
    file.write(bytes(10, 6), 1_030);
    file.force();
    List<Damage> damage = disk.damage().loseWrite(FileKind.ANY, 0);
    assertThat(damage.getFirst().offset()).isIn(2_048, 100);
    file.truncate(0);
    file.force();
    assertThat(disk.damage().loseWrite(FileKind.ANY, 0)).isEmpty();
  }

  @Test
  void aMisdirectedWriteIsMissingAtItsPlaceAndStandsAtAnother() throws IOException {
    writeLog(5);
    harness.put("0001.sst", DiskHarness.filled(3_000, 99));
    List<Damage> damage = disk.damage().misdirectWrite(FileKind.LOG, FileKind.TABLE, 0);
    assertThat(damage).hasSize(2);
    Damage missing = damage.get(0);
    Damage misplaced = damage.get(1);
    assertThat(missing.path()).isEqualTo("log-00000001");
    assertThat(misplaced.path()).isEqualTo("0001.sst");
    byte[] log = disk.bytes("log-00000001");
    byte[] table = disk.bytes("0001.sst");
    assertThat(table).hasSize(3_000);
    assertThat(Arrays.copyOfRange(log, missing.offset(), missing.offset() + 100)).containsOnly(0);
    int record = missing.offset() / 100 + 1;
    assertThat(Arrays.copyOfRange(table, misplaced.offset(), misplaced.offset() + 100))
        .containsOnly(record);
    assertThat(disk.faults().count(DiskFault.MISDIRECTED_WRITE)).isEqualTo(1);
  }

  @Test
  void foldersAreAsOnARealDisk() throws IOException {
    assertThatThrownBy(() -> disk.openForWrite("d/f")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.openForRead("f")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.rename("f", "g")).isInstanceOf(NoSuchFileException.class);
    disk.createFolders("d/e");
    disk.openForWrite("d/f").close();
    disk.openForWrite("d-").close();
    cutNothing();
    assertThat(disk.list("")).containsExactly("d", "d-");
    assertThat(disk.list("d")).containsExactly("e", "f");
    assertThat(disk.list("nowhere")).isEmpty();
    assertThat(disk.exists("d")).isTrue();
    assertThatThrownBy(() -> disk.delete("d")).isInstanceOf(DirectoryNotEmptyException.class);
    disk.delete("d/e");
    disk.delete("d/e");
    assertThat(disk.list("d")).containsExactly("f");
    disk.wipe();
    assertThat(disk.list("")).isEmpty();
    assertThat(disk.usedBytes()).isZero();
  }

  private void cutNothing() throws IOException {
    disk.syncFolder("");
    disk.syncFolder("d");
    cut(harness, 3);
  }

  @Test
  void aSlowDiskTakesItsTime() throws IOException {
    DiskFile file = disk.openForWrite("f");
    long before = harness.busyNanos;
    file.force();
    assertThat(harness.busyNanos - before).isBetween(200_000L, 2_000_000L);
    disk.faults().slowReads(1_000);
    before = harness.busyNanos;
    file.force();
    assertThat(harness.busyNanos - before).isLessThan(2_000_001L);
    assertThat(harness.told).isEmpty();
    before = harness.busyNanos;
    file.read(ByteBuffer.allocate(10), 0);
    file.read(ByteBuffer.allocate(10), 0);
    assertThat(harness.busyNanos - before).isBetween(100_000_000L, 201_000_000L);
    assertThat(harness.told).containsExactly(DiskFault.SLOW);
  }

  @Test
  void theSameSeedGivesTheSameDisk() throws IOException {
    assertThat(history(5)).isEqualTo(history(5)).isNotEqualTo(history(6));
  }

  private static List<Object> history(long seed) throws IOException {
    DiskHarness each = new DiskHarness(seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      String path = "f" + random.nextInt(5);
      try (DiskFile file = each.disk.openForWrite(path)) {
        file.write(bytes(random.nextInt(6_000), i), random.nextInt(6_000));
        if (random.nextInt(3) == 0) {
          file.force();
        }
      } catch (IOException failed) {
        each.disk.faults().heal();
      }
      switch (random.nextInt(12)) {
        case 0 -> each.disk.crash(random);
        case 1 -> {
          each.disk.faults().heal();
          each.disk.rename(path, "f" + random.nextInt(5));
        }
        case 2 -> each.disk.damage().loseWrite(FileKind.ANY, 0);
        case 3 -> each.disk.damage().misdirectWrite(FileKind.ANY, FileKind.ANY, 0);
        case 4 -> each.disk.damage().flipBits(FileKind.ANY, 2);
        case 5 -> each.disk.faults().failWrites(1, FileKind.ANY);
        case 6 -> each.disk.faults().limitBytes(100);
        case 7 -> each.disk.syncFolder("");
        default -> each.disk.exists(path);
      }
      if (!each.disk.exists(path) && random.nextBoolean()) {
        each.disk.faults().heal();
        each.disk.openForWrite(path).close();
      }
    }
    int content = 0;
    for (String path : each.disk.paths()) {
      content = 31 * content + Arrays.hashCode(each.disk.bytes(path));
    }
    return List.of(content, each.hash, each.busyNanos, each.told, each.disk.damages());
  }

  /** Not timed: it tells how long it took, since the simulation does this all the time. */
  @Test
  void forcesCostAsMuchAsWasWritten() throws IOException {
    long before = System.nanoTime();
    DiskFile file = disk.openForWrite("log-00000001");
    file.zero(0, 1 << 16);
    ByteBuffer record = ByteBuffer.allocate(120);
    int position = 0;
    for (int i = 0; i < 100_000; i++) {
      file.write(record.clear(), position);
      file.force();
      position = (position + 120) % ((1 << 16) - 120);
    }
    long millis = (System.nanoTime() - before) / 1_000_000;
    System.out.println("100,000 writes and forces: " + millis + " ms");
    assertThat(disk.usedBytes()).isEqualTo(1 << 16);
  }
}
