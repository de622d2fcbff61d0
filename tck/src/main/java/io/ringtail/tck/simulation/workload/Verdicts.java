// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.tck.checker.Checker;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import java.util.ArrayList;
import java.util.List;

/** What checkers and recorders have against a history. */
final class Verdicts {
  private Verdicts() {}

  /** All violations that a checker or the recorder found. */
  static List<Verdict.Violation> of(History history, Recorder recorder, Checker... checkers) {
    List<Verdict.Violation> violations = new ArrayList<>();
    recorder.broken().forEach(each -> violations.add(Verdict.violation(each)));
    for (Checker checker : checkers) {
      switch (checker.check(history.operations())) {
        case Verdict.Ok ok -> {}
        case Verdict.Violation violation -> violations.add(violation);
        case Verdict.Undecided undecided ->
            violations.add(Verdict.violation("the checker could not tell: " + undecided.reason()));
      }
    }
    return violations;
  }
}
