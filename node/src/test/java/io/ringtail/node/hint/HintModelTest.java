// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.hint.HintSender.Outcome;
import io.ringtail.node.simulated.World;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A store of hints and its delivery against sets of numbers, through crashes at any operation of
 * the disk: nothing that was committed is lost, nothing is delivered that was not appended, and
 * everything in the order in which it was.
 */
class HintModelTest {
  private static final List<NodeId> TARGETS =
      List.of(HintHarness.node(1), HintHarness.node(2), HintHarness.node(3));

  @Test
  void nothingCommittedIsLostWhateverACrashLeaves() {
    long seed = World.seed("nothingCommittedIsLostWhateverACrashLeaves");
    for (int round = 0; round < 24; round++) {
      new Run(seed + round, SyncMode.GROUP, round % 12 == 0 ? 1 << 19 : 1 << 12).lives(8);
    }
  }

  @Test
  void whatTheSystemHasOutlivesTheProcess() {
    long seed = World.seed("whatTheSystemHasOutlivesTheProcess");
    for (int round = 0; round < 8; round++) {
      SyncMode mode = round % 2 == 0 ? SyncMode.PERIODIC : SyncMode.NONE;
      new Run(seed + round, mode, 1 << 12).lives(8);
    }
  }

  /** Hints that were appended together. */
  private record Appended(NodeId target, List<Integer> numbers) {}

  /** One seed's run. */
  private static final class Run implements HintSender {
    private final long seed;
    private final HintHarness harness;
    private final Random random;
    private final boolean powerFails;
    private int lengthMax;
    private int next;

    /** Of this life: what is neither committed nor refused, by position. */
    private final Map<Long, Appended> open = new HashMap<>();

    private final Map<NodeId, Set<Integer>> appended = new HashMap<>();

    /** Committed, and neither delivered nor forgotten. */
    private final Map<NodeId, Set<Integer>> owed = new HashMap<>();

    /** Delivered; maybe before it was committed. */
    private final Set<Integer> delivered = new HashSet<>();

    private final Map<Integer, Mutation> mutations = new HashMap<>();

    /** Of this life: the last number that each target took. */
    private final Map<NodeId, Integer> taken = new HashMap<>();

    private final Set<NodeId> up = new HashSet<>();
    private boolean takesAll;

    Run(long seed, SyncMode mode, int segmentBytes) {
      this.seed = seed;
      this.lengthMax = segmentBytes / 8;
      this.powerFails = mode == SyncMode.GROUP;
      this.harness =
          new HintHarness(
              seed,
              new HintStore.Settings(
                  new MemoryDisk(),
                  HintHarness.FOLDER,
                  mode,
                  100,
                  segmentBytes,
                  40L * segmentBytes,
                  Long.MAX_VALUE));
      this.random = harness.world.random();
      for (NodeId target : TARGETS) {
        appended.put(target, new TreeSet<>());
        owed.put(target, new TreeSet<>());
      }
      harness.listener = new Listener();
    }

    void lives(int count) {
      for (int life = 0; life < count; life++) {
        begin();
        if (life < count - 1) {
          live();
          checkOwed("seed " + seed + " after life " + life);
        }
      }
      takesAll = true;
      up.addAll(TARGETS);
      harness.disk.limit(Long.MAX_VALUE);
      harness.world.pass(60_000);
      String what = "seed " + seed + " in the end";
      owed.forEach((target, numbers) -> assertThat(numbers).as(what).isEmpty());
      assertThat(harness.store.targets()).as(what).isEmpty();
      TARGETS.forEach(target -> assertThat(harness.paths(target)).as(what).isEmpty());
      assertThat(harness.failures).as(what).isEmpty();
    }

    private void begin() {
      open.clear();
      taken.clear();
      new HintDelivery(
          harness.store, this, up::contains, 2_000_000, harness.world, harness.world.random());
    }

    /** Works until the process ends, one way or another, and is there again. */
    private void live() {
      boolean dies = random.nextInt(4) > 0;
      if (dies) {
        harness.disk.crashAfter(random.nextInt(400));
      }
      try {
        for (int step = 0; step < 300; step++) {
          act();
        }
        if (!dies) {
          harness.disk.limit(Long.MAX_VALUE);
          harness.reopen();
          return;
        }
      } catch (MemoryDisk.Crash crash) {
        // As was to be expected.
        end();
        return;
      }
      end();
    }

    private void end() {
      harness.disk.limit(Long.MAX_VALUE);
      if (powerFails && random.nextInt(3) > 0) {
        MemoryDisk.Remains[] kinds = MemoryDisk.Remains.values();
        harness.crash(kinds[random.nextInt(kinds.length)]);
      } else {
        harness.disk.crashAfter(Long.MAX_VALUE);
        harness.kill();
      }
    }

    private void act() {
      NodeId target = TARGETS.get(random.nextInt(TARGETS.size()));
      int action = random.nextInt(100);
      if (action < 50) {
        append(target);
      } else if (action < 65) {
        harness.store.commitTurn();
      } else if (action < 90) {
        harness.store.commitTurn();
        harness.world.pass(random.nextInt(1 << random.nextInt(10)));
      } else if (action < 97) {
        if (!up.remove(target)) {
          up.add(target);
        }
      } else if (action < 98) {
        harness.store.forget(target);
        owed.get(target).clear();
        open.values().removeIf(each -> each.target().equals(target));
      } else {
        long used = harness.disk.usedBytes();
        harness.disk.limit(random.nextBoolean() ? Long.MAX_VALUE : used + random.nextInt(2_000));
      }
    }

    private void append(NodeId target) {
      List<Mutation> together = new ArrayList<>();
      List<Integer> numbers = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        int length = random.nextInt(20) == 0 ? lengthMax * 12 : lengthMax;
        Mutation mutation = HintHarness.mutation(next, random.nextInt(length));
        mutations.put(next, mutation);
        together.add(mutation);
        numbers.add(next++);
      }
      appended.get(target).addAll(numbers);
      long now = harness.world.wallMillis();
      if (harness.store.append(target, now, together) instanceof HintOutcome.Kept kept) {
        open.put(kept.position(), new Appended(target, numbers));
      }
    }

    private void checkOwed(String what) {
      for (NodeId target : TARGETS) {
        List<Integer> there = harness.numbers(target);
        assertThat(there).as(what).isSorted().doesNotHaveDuplicates();
        assertThat(there).as(what).containsAll(owed.get(target));
        assertThat(appended.get(target)).as(what).containsAll(there);
        long left =
            harness.store.targets().stream()
                .filter(each -> each.target().equals(target))
                .mapToLong(TargetHints::count)
                .sum();
        assertThat(left).as(what).isEqualTo(there.size());
      }
    }

    @Override
    public void send(
        NodeId target, List<Mutation> batch, long oldestMillis, Consumer<Outcome> done) {
      String what = "seed " + seed;
      assertThat(up).as(what).contains(target);
      List<Integer> numbers = batch.stream().map(HintHarness::number).toList();
      for (Mutation mutation : batch) {
        assertThat(mutation).as(what).isEqualTo(mutations.get(HintHarness.number(mutation)));
      }
      assertThat(appended.get(target)).as(what).containsAll(numbers);
      assertThat(numbers).as(what).isSorted().doesNotHaveDuplicates();
      assertThat(numbers.getFirst()).as(what).isGreaterThan(taken.getOrDefault(target, -1));
      boolean takes = takesAll || random.nextInt(4) > 0;
      var process = harness.loop;
      harness.world.after(
          random.nextInt(5_000_000),
          () -> {
            if (takes) {
              owed.get(target).removeAll(numbers);
              delivered.addAll(numbers);
            }
            process.execute(() -> {
              if (takes) {
                taken.put(target, numbers.getLast());
              }
              done.accept(takes ? Outcome.DELIVERED : Outcome.RETRY);
            });
          });
    }

    /** Notes what is committed, and what is not to be. */
    private final class Listener implements HintListener {
      @Override
      public void committed(long position) {
        open.entrySet()
            .removeIf(each -> {
              boolean done = each.getKey() <= position;
              if (done) {
                Set<Integer> numbers = owed.get(each.getValue().target());
                numbers.addAll(each.getValue().numbers());
                numbers.removeAll(delivered);
              }
              return done;
            });
      }

      @Override
      public void refused(long from, long to, Reason reason, String detail) {
        open.keySet().removeIf(position -> position >= from && position <= to);
      }

      @Override
      public void failed(String reason, Throwable cause) {
        harness.failures.add(reason);
      }
    }
  }
}
