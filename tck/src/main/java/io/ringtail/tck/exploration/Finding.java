// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

import java.util.List;

/**
 * A schedule that broke a promise.
 *
 * @param schedule its number, from 0
 * @param seed that gives it to {@link Strategy.Uniform} as the only one; 0 where all were tried
 * @param promise what was broken first
 * @param choices of the shortest failing schedule found
 * @param promiseOfShortest what that one breaks
 * @param steps of the shortest, in words
 */
public record Finding(
    long schedule,
    long seed,
    String promise,
    List<Integer> choices,
    String promiseOfShortest,
    List<String> steps) {
  public Finding {
    choices = List.copyOf(choices);
    steps = List.copyOf(steps);
  }

  @Override
  public String toString() {
    return "schedule "
        + schedule
        + " (seed "
        + seed
        + ") broke: "
        + promise
        + "\nthe shortest found, of "
        + steps.size()
        + " steps, breaks: "
        + promiseOfShortest
        + "\n  "
        + String.join("\n  ", steps)
        + "\nits choices: "
        + choices;
  }
}
