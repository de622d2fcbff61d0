// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.tck.checker.Checker;
import io.ringtail.tck.checker.RegisterChecker;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.Function;
import io.ringtail.tck.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is promised of values that expire. The moment is the writer's clock's and the time to live;
 * each reader judges by its own clock, but one that is too far ahead is refused.
 *
 * <ol>
 *   <li>A reader never sees a value that has expired by its own clock.
 *   <li>Values that are seen keep the order of registers: no older one comes back when a newer one
 *       expires.
 *   <li>A reader finds nothing only where the newest value can have expired for anybody whom a
 *       replica answered: who reads may spread by repair that it has.
 * </ol>
 *
 * <p>Confined to the simulation's thread.
 */
final class Expiries implements Checker {
  private static final long NEVER = Long.MAX_VALUE;

  /** What is known of a read: by which moment it judged, and by which anybody may have judged. */
  private record Moments(long nowMillis, long judgedMillis) {}

  private final Map<Operation, Moments> reads = new HashMap<>();
  private final Map<Long, Long> expiryMillis = new HashMap<>();

  /** A value is written. */
  void wrote(Operation write, long nowMillis, @Nullable Duration ttl) {
    expiryMillis.put(write.value(), ttl == null ? NEVER : nowMillis + ttl.toMillis());
  }

  /** A read was answered. */
  void read(Operation read, long nowMillis, long judgedMillis) {
    reads.put(read, new Moments(nowMillis, judgedMillis));
  }

  @Override
  public Verdict check(List<Operation> operations) {
    List<Verdict> verdicts = new ArrayList<>();
    List<Operation> seen = new ArrayList<>();
    for (Operation operation : operations) {
      Moments moments = reads.get(operation);
      boolean nothing = moments != null && operation.value() == Operation.NONE;
      if (!nothing) {
        seen.add(operation);
      }
      if (moments != null
          && !nothing
          && expiryMillis.getOrDefault(operation.value(), NEVER) <= moments.nowMillis) {
        verdicts.add(Verdict.violation("a value was read that had expired", operation));
      }
    }
    verdicts.add(new RegisterChecker().check(seen));
    for (List<Operation> key :
        Checker.byKey(operations, EnumSet.of(Function.READ, Function.WRITE))) {
      verdicts.add(checkNothing(key));
    }
    return Verdict.worst(verdicts);
  }

  private Verdict checkNothing(List<Operation> key) {
    Map<Long, Operation> writes = new HashMap<>();
    for (Operation operation : key) {
      if (operation.function() == Function.WRITE) {
        writes.put(operation.value(), operation);
      }
    }
    for (Operation read : key) {
      Moments moments = reads.get(read);
      if (moments != null && read.value() == Operation.NONE) {
        List<Operation> known = known(read, key, writes);
        boolean explained =
            known.isEmpty()
                || writes.values().stream()
                    .anyMatch(write ->
                        write.mayHaveTakenEffect()
                            && write.invokedIndex() < read.completedIndex()
                            && expiryMillis.getOrDefault(write.value(), NEVER)
                                <= moments.judgedMillis
                            && known.stream().noneMatch(other -> isLess(write, other)));
        if (!explained) {
          return Verdict.violation(
              "nothing was found, and the newest value can have expired for nobody",
              known.getLast(),
              read);
        }
      }
    }
    return Verdict.ok();
  }

  /** The writes that are there for certain when a read begins. */
  private static List<Operation> known(
      Operation read, List<Operation> key, Map<Long, Operation> writes) {
    List<Operation> known = new ArrayList<>();
    for (Operation operation : key) {
      if (operation.isOk() && operation.precedes(read) && operation.value() != Operation.NONE) {
        Operation write = writes.get(operation.value());
        if (write != null) {
          known.add(write);
        }
      }
    }
    return known;
  }

  /** Whether a write has the lesser version for certain. */
  private static boolean isLess(Operation write, Operation other) {
    return write.timestampHighMillis() < other.timestampLowMillis()
        || (write.process() == other.process() && write.precedes(other));
  }
}
