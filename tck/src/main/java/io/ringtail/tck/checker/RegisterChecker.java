// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import io.ringtail.tck.history.Outcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The promise of plain reads and writes at quorum: of all that was written to a key, the write with
 * the greatest version wins, an acknowledged write is seen by every later read, and no read goes
 * back behind an earlier one. Clocks may be off, so a later write may well have the lesser version;
 * what is known of the order of versions is collected in a {@link RegisterOrder}, and no order at
 * all is a violation. Timestamps count where the history knows between which moments they lie, so
 * that clocks that were off are no false alarm. A process is a session: its clock never goes back.
 */
public final class RegisterChecker implements Checker {
  private static final Set<Function> FUNCTIONS =
      EnumSet.of(Function.READ, Function.WRITE, Function.DELETE, Function.COMPARE_AND_SET);

  @Override
  public Verdict check(List<Operation> operations) {
    List<Verdict> verdicts = new ArrayList<>();
    for (List<Operation> key : Checker.byKey(operations, FUNCTIONS)) {
      verdicts.add(checkKey(key));
    }
    return Verdict.worst(verdicts);
  }

  private static Verdict checkKey(List<Operation> key) {
    List<Operation> happened = new ArrayList<>();
    for (Operation operation : key) {
      if (operation.function() == Function.COMPARE_AND_SET) {
        return new Verdict.Undecided(
            "key " + operation.key() + " has conditional writes: judge it by linearizability");
      }
      boolean tells = operation.isOk() || operation.outcome() == Outcome.UNKNOWN;
      if (tells && (operation.isOk() || !operation.function().isRead())) {
        happened.add(operation);
      }
    }
    Verdict impossible = Provenance.check(key);
    Verdict verdict = impossible.isViolation() ? impossible : new RegisterOrder(happened).check();
    return verdict instanceof Verdict.Violation violation && hasAbsentRead(violation)
        ? withWhatElseWasDeleted(violation, happened)
        : verdict;
  }

  private static boolean hasAbsentRead(Verdict.Violation violation) {
    return violation.operations().stream()
        .anyMatch(operation ->
            operation.function() == Function.READ && operation.value() == Operation.NONE);
  }

  /**
   * That a read which found nothing saw one deletion may follow from all that tells against the
   * others; then that has to be shown, too.
   */
  private static Verdict withWhatElseWasDeleted(
      Verdict.Violation violation, List<Operation> happened) {
    Shortening shortening =
        new Shortening(
            new RegisterModel(), fewer -> new RegisterOrder(fewer).check().isViolation());
    List<Operation> shown = shortening.shorten(happened);
    return new RegisterOrder(shown).check() instanceof Verdict.Violation shorter
        ? new Verdict.Violation(shorter.text(), shown)
        : violation;
  }
}
