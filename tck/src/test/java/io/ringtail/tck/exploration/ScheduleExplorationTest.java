// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.merge.Merge;
import io.ringtail.tck.exploration.consensus.ConsensusModel;
import io.ringtail.tck.exploration.consensus.Layout;
import io.ringtail.tck.exploration.coordination.Action;
import io.ringtail.tck.exploration.coordination.Parts;
import io.ringtail.tck.exploration.coordination.QuorumModel;
import io.ringtail.tck.exploration.coordination.QuorumModel.Scripted;
import io.ringtail.tck.exploration.merge.MergeModel;
import io.ringtail.tck.exploration.metadata.MetadataModel;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The product's state machines keep their promises under a million schedules, and under all that
 * small workloads have.
 */
class ScheduleExplorationTest {
  private static final long SCHEDULES = Long.getLong("ringtail.schedules", 1_000_000);

  private static final long SEED = Long.getLong("ringtail.seed", System.nanoTime());

  private static final List<ConsensusModel.Scripted> TWO_WRITERS_AND_A_READER =
      List.of(
          conditionally(0, io.ringtail.tck.exploration.consensus.Action.COMPARE_AND_SET),
          conditionally(1, io.ringtail.tck.exploration.consensus.Action.COMPARE_AND_SET),
          conditionally(2, io.ringtail.tck.exploration.consensus.Action.READ));

  static {
    System.out.println("ScheduleExplorationTest: -Dringtail.seed=" + SEED);
  }

  static List<Arguments> shares() {
    return List.of(
        Arguments.of(new QuorumModel("quorums", Parts.PRODUCT), Strategy.UNIFORM, 20),
        Arguments.of(new QuorumModel("quorums", Parts.PRODUCT), Strategy.PCT, 10),
        Arguments.of(conditional(Layout.ONE_CELL, 3), Strategy.UNIFORM, 10),
        Arguments.of(conditional(Layout.TWO_COLUMNS, 3), Strategy.UNIFORM, 10),
        Arguments.of(conditional(Layout.TWO_ROWS, 3), Strategy.UNIFORM, 20),
        Arguments.of(conditional(Layout.TWO_ROWS, 3), Strategy.PCT, 10),
        Arguments.of(conditional(Layout.TWO_ROWS, 5), Strategy.UNIFORM, 5),
        Arguments.of(new MergeModel(Merge::partitions, 4), Strategy.UNIFORM, 10),
        Arguments.of(maps(3), Strategy.UNIFORM, 15),
        Arguments.of(maps(3), Strategy.PCT, 10),
        Arguments.of(maps(5), Strategy.UNIFORM, 10),
        Arguments.of(maps(5), Strategy.PCT, 5));
  }

  private static ConsensusModel.Scripted conditionally(
      int driver, io.ringtail.tck.exploration.consensus.Action action) {
    boolean reads = action == io.ringtail.tck.exploration.consensus.Action.READ;
    return new ConsensusModel.Scripted(driver, action, reads ? 1 : 0, 0, 0);
  }

  private static ConsensusModel conditional(Layout layout, int replicas) {
    return conditional(layout, replicas, List.of());
  }

  private static ConsensusModel conditional(
      Layout layout, int replicas, List<ConsensusModel.Scripted> script) {
    return new ConsensusModel(
        "conditional writes, " + layout + ", " + replicas + " replicas",
        replicas,
        layout,
        io.ringtail.tck.exploration.consensus.Parts.PRODUCT,
        script);
  }

  private static MetadataModel maps(int voters) {
    return new MetadataModel(voters, io.ringtail.tck.exploration.metadata.Parts.PRODUCT);
  }

  @ParameterizedTest
  @MethodSource("shares")
  void randomSchedulesBreakNothing(Model model, Strategy strategy, int percent) {
    ExplorationResult result = run(model, strategy, Math.max(1, SCHEDULES * percent / 100));
    assertThat(result.finding()).isNull();
  }

  @Test
  void everyFaultStrikes() {
    ExplorationResult result =
        run(new QuorumModel("quorums", Parts.PRODUCT), Strategy.UNIFORM, 2_000);
    assertThat(result.faults().keySet()).containsExactly(Fault.values());
    assertThat(run(conditional(Layout.TWO_ROWS, 3), Strategy.UNIFORM, 2_000).faults().keySet())
        .containsExactly(Fault.values());
    assertThat(run(maps(3), Strategy.UNIFORM, 2_000).faults().keySet())
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(Fault.REFUSAL, Fault.CONFUSION, Fault.CONGESTION)));
  }

  static List<Arguments> workloads() {
    Scripted put = new Scripted(0, Action.PUT, 0);
    Scripted read = new Scripted(1, Action.READ, 0);
    MetadataModel twoChanges =
        new MetadataModel(3, io.ringtail.tck.exploration.metadata.Parts.PRODUCT, 2);
    Set<Fault> all = EnumSet.complementOf(EnumSet.of(Fault.REORDERING, Fault.CONGESTION));
    return List.of(
        Arguments.of(
            new QuorumModel("a write and a read in all orders", Parts.PRODUCT, List.of(put, read)),
            new Strategy.Exhaustive(Set.of(), 0, Strategy.Exhaustive.ALL_ORDERS)),
        Arguments.of(
            new QuorumModel("a write and a read", Parts.PRODUCT, List.of(put, read)),
            new Strategy.Exhaustive(all, 2, 1)),
        Arguments.of(
            new QuorumModel(
                "a write, a deletion and two reads",
                Parts.PRODUCT,
                List.of(
                    put,
                    new Scripted(2, Action.DELETE_ROW, 0),
                    read,
                    new Scripted(1, Action.READ, 0))),
            new Strategy.Exhaustive(all, 1, 1)),
        Arguments.of(
            conditional(Layout.ONE_CELL, 3, TWO_WRITERS_AND_A_READER),
            new Strategy.Exhaustive(all, 1, 1)),
        Arguments.of(
            conditional(Layout.ONE_CELL, 3, TWO_WRITERS_AND_A_READER),
            new Strategy.Exhaustive(Set.of(), 0, 3)),
        Arguments.of(twoChanges, new Strategy.Exhaustive(all, 1, 2)),
        Arguments.of(twoChanges, new Strategy.Exhaustive(Set.of(), 0, 3)),
        Arguments.of(
            new MergeModel(Merge::partitions, 1), new Strategy.Exhaustive(Set.of(), 0, 0)));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void noScheduleOfASmallWorkloadBreaksAnything(Model model, Strategy strategy) {
    ExplorationResult result = run(model, strategy, Long.MAX_VALUE);
    assertThat(result.finding()).isNull();
    assertThat(result.complete()).isTrue();
  }

  private static ExplorationResult run(Model model, Strategy strategy, long schedules) {
    ExplorationResult result =
        new Exploration(
                model,
                strategy,
                SEED,
                schedules,
                ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime)
            .run();
    System.out.println(result);
    return result;
  }
}
