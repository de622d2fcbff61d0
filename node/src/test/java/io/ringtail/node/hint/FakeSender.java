// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Takes hints for their targets, and answers as a test says. */
final class FakeSender implements HintSender {
  /** A batch. */
  record Batch(
      NodeId target, List<Mutation> mutations, long oldestMillis, long atMillis, Outcome outcome) {
    List<Integer> numbers() {
      return mutations.stream().map(HintHarness::number).toList();
    }

    long bytes() {
      return mutations.stream().mapToLong(HintFormat::recordBytes).sum();
    }
  }

  final List<Batch> batches = new ArrayList<>();
  Function<NodeId, Outcome> outcome = target -> Outcome.DELIVERED;
  long answerNanos = 500_000;
  final Map<NodeId, Long> answerNanosOf = new HashMap<>();

  /** Answers that a target still owes. */
  final Map<NodeId, Integer> open = new HashMap<>();

  int openMax;
  private final HintHarness harness;

  FakeSender(HintHarness harness) {
    this.harness = harness;
  }

  @Override
  public void send(
      NodeId target, List<Mutation> mutations, long oldestMillis, Consumer<Outcome> done) {
    Outcome answer = outcome.apply(target);
    batches.add(new Batch(target, mutations, oldestMillis, harness.world.wallMillis(), answer));
    openMax = Math.max(openMax, open.merge(target, 1, Integer::sum));
    Runnable answered =
        () -> {
          open.merge(target, -1, Integer::sum);
          done.accept(answer);
        };
    if (answerNanos == 0) {
      answered.run();
    } else {
      var process = harness.loop;
      harness.world.after(
          answerNanosOf.getOrDefault(target, answerNanos), () -> process.execute(answered));
    }
  }

  /** What was delivered to a target, in order. */
  List<Integer> delivered(NodeId target) {
    return batches.stream()
        .filter(batch -> batch.target().equals(target) && batch.outcome() == Outcome.DELIVERED)
        .flatMap(batch -> batch.numbers().stream())
        .toList();
  }
}
