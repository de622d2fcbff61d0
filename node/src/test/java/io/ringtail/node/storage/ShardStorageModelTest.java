// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.PartitionData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Storage against a map of partitions, with flushes, compactions, restarts and crashes. */
class ShardStorageModelTest {
  private static final int KEYS = 12;

  @Test
  void storageKnowsWhatAMapKnows() {
    long seed = StorageHarness.seed("storageKnowsWhatAMapKnows");
    for (int round = 0; round < 7; round++) {
      for (SyncMode mode : SyncMode.values()) {
        run(seed + round, round % 2 == 0 ? 1 : 60, mode);
      }
    }
  }

  private static void run(long seed, int clusterings, SyncMode mode) {
    StorageHarness harness = new StorageHarness(seed, mode, 1 << 16, 3 << 20);
    RandomData random = new RandomData(harness.random, clusterings, 50);
    Map<Integer, PartitionData> model = new HashMap<>();
    for (int step = 0; step < 400; step++) {
      int key = harness.random.nextInt(KEYS);
      int action = harness.random.nextInt(100);
      if (action < 60) {
        PartitionData data = random.partition();
        WriteOutcome outcome = harness.write(StorageHarness.TABLE, RandomData.key(key), data);
        if (outcome instanceof WriteOutcome.Written) {
          model.merge(key, data, Merge::partitions);
        }
        harness.storage.commitTurn();
      } else if (action < 85) {
        check(harness, model, key, seed);
      } else if (action < 92) {
        harness.flush();
      } else if (action < 94) {
        harness.reopen();
      } else if (action < 97) {
        harness.nowMillis += harness.random.nextInt(100);
      } else {
        harness.threads.settle(harness.random);
      }
    }
    for (int key = 0; key < KEYS; key++) {
      check(harness, model, key, seed);
    }
    assertThat(harness.failures).isEmpty();
  }

  private static void check(
      StorageHarness harness, Map<Integer, PartitionData> model, int key, long seed) {
    PartitionData expected =
        Merge.at(harness.nowMillis, model.getOrDefault(key, PartitionData.EMPTY));
    assertThat(harness.data(StorageHarness.TABLE, RandomData.key(key)))
        .as("seed " + seed + " key " + key)
        .isEqualTo(expected);
  }

  @Test
  void nothingCommittedIsLostAndNothingInventedWhateverACrashLeaves() {
    long seed = StorageHarness.seed("nothingCommittedIsLost");
    for (int round = 0; round < 60; round++) {
      crashes(seed + round, round % 2 == 0 ? 1 : 60);
    }
  }

  private record Sent(int key, PartitionData data, long position) {}

  private static void crashes(long seed, int clusterings) {
    StorageHarness harness = new StorageHarness(seed, SyncMode.GROUP, 1 << 14, 3 << 20);
    RandomData random = new RandomData(harness.random, clusterings, 1_000);
    Map<Integer, PartitionData> committed = new HashMap<>();
    Map<Integer, PartitionData> written = new HashMap<>();
    List<Sent> open = new ArrayList<>();
    for (int life = 0; life < 6; life++) {
      harness.disk.crashAfter(harness.random.nextInt(200));
      try {
        for (int step = 0; step < 300; step++) {
          act(harness, random, written, open);
          note(harness, committed, open);
        }
      } catch (MemoryDisk.Crash crash) {
        note(harness, committed, open);
      }
      open.clear();
      harness.crash();
      for (int key = 0; key < KEYS; key++) {
        PartitionData found = harness.data(StorageHarness.TABLE, RandomData.key(key));
        PartitionData least =
            Merge.at(harness.nowMillis, committed.getOrDefault(key, PartitionData.EMPTY));
        PartitionData most =
            Merge.at(harness.nowMillis, written.getOrDefault(key, PartitionData.EMPTY));
        String what = "seed " + seed + " life " + life + " key " + key;
        assertThat(Merge.partitions(found, least)).as(what + " lost").isEqualTo(found);
        assertThat(Merge.partitions(found, most)).as(what + " invented").isEqualTo(most);
        // What was found after the crash is there for good: a start syncs nothing anew, but it
        // read it from the disk.
        committed.merge(key, found, Merge::partitions);
        written.put(key, found);
      }
    }
    assertThat(harness.failures).isEmpty();
  }

  private static void act(
      StorageHarness harness,
      RandomData random,
      Map<Integer, PartitionData> written,
      List<Sent> open) {
    int action = harness.random.nextInt(100);
    if (action < 50) {
      int key = harness.random.nextInt(KEYS);
      PartitionData data = random.partition();
      written.merge(key, data, Merge::partitions);
      WriteOutcome outcome = harness.write(StorageHarness.TABLE, RandomData.key(key), data);
      if (outcome instanceof WriteOutcome.Written done) {
        open.add(new Sent(key, data, done.position()));
      }
    } else if (action < 65) {
      harness.storage.commitTurn();
    } else if (action < 68) {
      var _ = harness.storage.flush();
    } else {
      harness.threads.step(harness.random);
    }
  }

  private static void note(
      StorageHarness harness, Map<Integer, PartitionData> committed, List<Sent> open) {
    open.removeIf(sent -> {
      boolean done = sent.position() <= harness.committed;
      if (done) {
        committed.merge(sent.key(), sent.data(), Merge::partitions);
      }
      return done;
    });
  }
}
