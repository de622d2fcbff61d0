// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every segment of the log is in the archive before it is used again or deleted. */
class LogArchiveTest {
  private static final String ARCHIVE = "archive";
  private static final int SEGMENT_BYTES = 1 << 14;

  private StorageHarness harness = new StorageHarness(1, SyncMode.GROUP, SEGMENT_BYTES, 4 << 20);

  /** What was in each segment when it was seen last before it was given up. */
  private final TreeMap<String, byte[]> seen = new TreeMap<>();

  private int valueBytes = 100;

  private WriteOutcome write(int i) {
    Cell cell = new Cell(1, new Version(i + 1L, 9, 0), new byte[valueBytes], Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    PartitionData data = new PartitionData(null, List.of(), List.of(row));
    WriteOutcome outcome = harness.write(StorageHarness.TABLE, RandomData.key(i % 50), data);
    harness.storage.commitTurn();
    return outcome;
  }

  private void write(int from, int count) {
    for (int i = from; i < from + count; i++) {
      assertThat(write(i)).isInstanceOf(WriteOutcome.Written.class);
      harness.threads.settle(harness.random);
    }
  }

  private List<String> segments() {
    return harness.disk.list("shard").stream().filter(name -> name.startsWith("log-")).toList();
  }

  private List<String> archived() {
    return harness.disk.list(ARCHIVE).stream().filter(name -> !name.endsWith(".tmp")).toList();
  }

  /** Segments count up: each that the shard's folder has not is in the archive, whole. */
  private void checkArchive() {
    for (String name : seen.keySet()) {
      if (!segments().contains(name)) {
        assertThat(harness.disk.bytes(ARCHIVE + "/shard-" + name))
            .as(name)
            .isEqualTo(seen.get(name));
      }
    }
  }

  private void look() {
    for (String name : segments()) {
      seen.put(name, harness.disk.bytes("shard/" + name));
    }
  }

  @Test
  void segmentsAreArchivedBeforeTheyAreUsedAgain() {
    harness.archiveTo(ARCHIVE);
    for (int round = 0; round < 12; round++) {
      write(200 * round, 200);
      look();
      harness.flush();
      checkArchive();
    }
    assertThat(archived()).hasSizeGreaterThan(12);
    assertThat(segments()).hasSizeLessThan(12);
    assertThat(harness.storage.archiveProblem()).isNull();
  }

  @Test
  void aFailingArchiveKeepsSegmentsIsToldAndIsTriedAgain() {
    harness.archiveTo(ARCHIVE);
    harness.disk.failFolder(ARCHIVE);
    for (int round = 0; round < 4; round++) {
      write(200 * round, 200);
      look();
      harness.flush();
    }
    assertThat(archived()).isEmpty();
    assertThat(segments()).containsAll(seen.keySet());
    assertThat(harness.storage.archiveProblem()).contains("input/output error");
    harness.disk.failFolder("none");
    harness.threads.advance(5_000);
    harness.threads.settle(harness.random);
    assertThat(harness.storage.archiveProblem()).isNull();
    assertThat(archived()).hasSizeGreaterThan(4);
    checkArchive();
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void writesAreRefusedOnceTooManySegmentsWaitForTheArchive() {
    harness.archiveTo(ARCHIVE);
    harness.disk.failFolder(ARCHIVE);
    valueBytes = 4_000;
    WriteOutcome outcome = write(0);
    for (int i = 1; i < 10_000 && !(outcome instanceof WriteOutcome.Refused); i++) {
      outcome = write(i);
      harness.threads.settle(harness.random);
      if (i % 200 == 0) {
        harness.flush();
      }
    }
    assertThat(outcome)
        .isInstanceOfSatisfying(
            WriteOutcome.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.DISK_FULL);
              assertThat(refused.detail()).containsPattern("(2[5-9]|[3-9]\\d)\\d segments wait");
            });
    harness.disk.failFolder("none");
    harness.threads.advance(5_000);
    harness.threads.settle(harness.random);
    assertThat(write(1)).isInstanceOf(WriteOutcome.Written.class);
  }

  @Test
  void anotherFileOfTheSameNameIsNotTakenForTheSegment() {
    harness.archiveTo(ARCHIVE);
    harness.disk.put(ARCHIVE + "/shard-log-00000001", new byte[SEGMENT_BYTES]);
    write(0, 400);
    look();
    harness.flush();
    assertThat(harness.storage.archiveProblem()).contains("with other bytes");
    assertThat(segments()).contains("log-00000001");
  }

  @Test
  void noDeathLosesASegment() {
    boolean finished = false;
    int deaths = 0;
    for (int operations = 0; !finished; operations += 7) {
      seen.clear();
      harness = new StorageHarness(operations, SyncMode.GROUP, SEGMENT_BYTES, 4 << 20);
      harness.archiveTo(ARCHIVE);
      write(0, 300);
      look();
      harness.disk.crashAfter(operations);
      try {
        harness.flush();
        write(300, 100);
        finished = true;
      } catch (MemoryDisk.Crash died) {
        deaths++;
      }
      harness.disk.crashAfter(Long.MAX_VALUE);
      harness.crash();
      checkArchive();
      harness.threads.settle(harness.random);
      checkArchive();
      write(400, 200);
      harness.flush();
      checkArchive();
      assertThat(harness.storage.archiveProblem()).isNull();
    }
    assertThat(deaths).isGreaterThan(10);
  }
}
