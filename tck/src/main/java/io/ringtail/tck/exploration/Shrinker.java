// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing schedule short: takes choices out of it, and makes others plain, as long as some
 * promise is still broken. Shorter is: fewer steps, then fewer choices, then smaller ones. Source:
 * MacIver, Donaldson, "Test-Case Reduction via Test-Case Generation", ECOOP 2020.
 */
final class Shrinker {
  /** About a second's worth. */
  private static final int ATTEMPTS_MAX = 30_000;

  /** An operation with its steps is at most about as long. */
  private static final int CHUNK_MAX = 32;

  private final Model model;
  private int[] best = {};
  private int bestSteps = Integer.MAX_VALUE;
  private String bestPromise = "";
  private List<String> steps = List.of();
  private int attempts;

  Shrinker(Model model) {
    this.model = model;
  }

  /** A schedule that fails. */
  void offer(Choices choices) {
    RecordingChoices recording = new RecordingChoices(choices);
    promiseBroken(model, recording, new Trace(false));
    improves(recording.draws());
  }

  void shrink() {
    if (bestSteps == Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "the schedule does not fail a second time: the model is not a function of its choices");
    }
    boolean shorter = true;
    while (shorter && attempts < ATTEMPTS_MAX) {
      shorter = takeOut();
      shorter |= makePlain();
    }
  }

  List<Integer> choices() {
    return Arrays.stream(best).boxed().toList();
  }

  List<String> steps() {
    return steps;
  }

  String promise() {
    return bestPromise;
  }

  /** What a schedule broke; null when it kept everything. */
  static @Nullable String promiseBroken(Model model, Choices choices, Trace trace) {
    try {
      model.run(choices, trace);
      return null;
    } catch (BrokenPromise e) {
      return String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  private boolean takeOut() {
    boolean shorter = false;
    for (int chunk = CHUNK_MAX; chunk > 0; chunk = chunk * 2 / 3) {
      for (int at = best.length - chunk; at >= 0 && attempts < ATTEMPTS_MAX; at--) {
        if (at + chunk <= best.length && improves(without(best, at, chunk))) {
          shorter = true;
        }
      }
    }
    return shorter;
  }

  private boolean makePlain() {
    boolean shorter = false;
    for (int at = 0; at < best.length && attempts < ATTEMPTS_MAX; at++) {
      for (int value = 0; at < best.length && value < best[at]; value++) {
        int[] plainer = best.clone();
        plainer[at] = value;
        if (improves(plainer)) {
          shorter = true;
        }
      }
    }
    return shorter;
  }

  /** Takes a schedule over if it fails and is shorter than the best. */
  private boolean improves(int[] draws) {
    attempts++;
    Trace trace = new Trace(true);
    GivenChoices given = new GivenChoices(draws);
    String promise = promiseBroken(model, given, trace);
    if (promise == null || !isShorter(draws, given.used(), trace.lines().size())) {
      return false;
    }
    best = withoutPlainEnd(Arrays.copyOf(draws, given.used()));
    bestSteps = trace.lines().size();
    bestPromise = promise;
    steps = trace.lines();
    return true;
  }

  private boolean isShorter(int[] draws, int used, int lines) {
    if (lines != bestSteps) {
      return lines < bestSteps;
    }
    if (used != best.length) {
      return used < best.length;
    }
    return Arrays.compare(draws, 0, used, best, 0, used) < 0;
  }

  private static int[] without(int[] draws, int at, int count) {
    int[] fewer = Arrays.copyOf(draws, draws.length - count);
    System.arraycopy(draws, at + count, fewer, at, draws.length - at - count);
    return fewer;
  }

  /** Plain choices at the end go without saying. */
  private static int[] withoutPlainEnd(int[] draws) {
    int length = draws.length;
    while (length > 0 && draws[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(draws, length);
  }
}
