// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.cli;

import io.ringtail.protocol.merge.Merge;
import io.ringtail.tck.exploration.Exploration;
import io.ringtail.tck.exploration.ExplorationResult;
import io.ringtail.tck.exploration.Model;
import io.ringtail.tck.exploration.Strategy;
import io.ringtail.tck.exploration.consensus.ConsensusModel;
import io.ringtail.tck.exploration.consensus.Layout;
import io.ringtail.tck.exploration.coordination.QuorumModel;
import io.ringtail.tck.exploration.merge.MergeModel;
import io.ringtail.tck.exploration.metadata.MetadataModel;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Explores schedules of the product's state machines. */
@Command(
    name = "explore",
    description =
        "Run the pure state machines (quorums, conditional writes, merge, votes on the map) under"
            + " many schedules.",
    mixinStandardHelpOptions = true)
final class ExploreCommand implements Callable<Integer> {
  /** What is explored. */
  enum Subject {
    QUORUMS,
    CONDITIONAL,
    MAPS,
    MERGE
  }

  /** In which order. */
  enum Order {
    UNIFORM,
    PCT
  }

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "quorums, conditional, maps or merge; else all of them")
  private @Nullable Subject subject;

  @Option(names = "--order", paramLabel = "NAME", description = "uniform or pct; else both")
  private @Nullable Order order;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      description = "for each model and order (200000)")
  private long schedules = 200_000;

  @Option(names = "--seed", paramLabel = "S", description = "else a fresh one")
  private @Nullable Long seed;

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("picocli has not set the command's specification");
    }
    PrintWriter out = spec.commandLine().getOut();
    long first = seed == null ? ThreadLocalRandom.current().nextLong(1L << 48) : seed;
    out.printf("seed %d%n", first);
    boolean broken = false;
    for (Subject each : Subject.values()) {
      for (Order by : Order.values()) {
        if ((subject == null || subject == each) && (order == null || order == by)) {
          broken |= explore(out, model(each), by, first);
        }
      }
    }
    return broken ? 1 : 0;
  }

  private boolean explore(PrintWriter out, Model model, Order by, long first) {
    ExplorationResult result =
        new Exploration(
                model,
                by == Order.PCT ? Strategy.PCT : Strategy.UNIFORM,
                first,
                schedules,
                ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime)
            .run();
    out.println(result);
    out.flush();
    return result.finding() != null;
  }

  private static Model model(Subject subject) {
    return switch (subject) {
      case QUORUMS ->
          new QuorumModel("quorums", io.ringtail.tck.exploration.coordination.Parts.PRODUCT);
      case CONDITIONAL ->
          new ConsensusModel(
              "conditional",
              3,
              Layout.TWO_ROWS,
              io.ringtail.tck.exploration.consensus.Parts.PRODUCT);
      case MAPS -> new MetadataModel(3, io.ringtail.tck.exploration.metadata.Parts.PRODUCT);
      case MERGE -> new MergeModel(Merge::partitions, 4);
    };
  }
}
