// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.checker.ListAppendChecker.Transaction;
import io.ringtail.tck.history.Access;
import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The order of appends to each list, told by the longest list that was read of each key. */
final class ListOrders {
  private static final long[] NOTHING = {};

  /** An element of a list. */
  record Place(long key, long element) {}

  /** A list that was read, and by whom. */
  private record Reading(Operation by, long[] list) {}

  private final List<Transaction> transactions;
  private final Map<Place, Operation> appends = new HashMap<>();
  private final Map<Long, Reading> longest = new HashMap<>();
  private final Map<Place, Integer> positions = new HashMap<>();

  ListOrders(List<Transaction> transactions) {
    this.transactions = transactions;
    for (Transaction transaction : transactions) {
      Operation operation = transaction.operation();
      for (Access step : transaction.steps()) {
        if (step.isAppend()) {
          append(step, operation);
        } else {
          Reading reading = longest.get(step.key());
          long[] list = list(step);
          if (reading == null || list.length > reading.list().length) {
            longest.put(step.key(), new Reading(operation, list));
          }
        }
      }
    }
    longest.forEach((key, reading) -> {
      for (int at = 0; at < reading.list().length; at++) {
        positions.put(new Place(key, reading.list()[at]), at);
      }
    });
  }

  private void append(Access step, Operation operation) {
    if (appends.put(new Place(step.key(), step.element()), operation) != null) {
      throw new IllegalArgumentException("appended twice, so nobody can tell: " + operation);
    }
  }

  /** The longest list that was read of a key; empty if none was. */
  long[] order(long key) {
    Reading reading = longest.get(key);
    return reading == null ? NOTHING : reading.list();
  }

  /** Who appended an element. */
  @Nullable Operation appender(long key, long element) {
    return appends.get(new Place(key, element));
  }

  /** Whether anybody saw an element. */
  boolean isSeen(long key, long element) {
    return positions.containsKey(new Place(key, element));
  }

  static long[] list(Access read) {
    long @Nullable [] list = read.list();
    return list == null ? NOTHING : list;
  }

  Verdict check(boolean realTime) {
    for (Transaction transaction : transactions) {
      for (int at = 0; at < transaction.steps().size(); at++) {
        Verdict verdict =
            transaction.steps().get(at).isAppend()
                ? checkAppend(transaction, at)
                : checkRead(transaction, at);
        if (verdict.isViolation()) {
          return verdict;
        }
      }
    }
    return realTime ? lost() : Verdict.ok();
  }

  /** What one transaction appends to a list later is there only behind this. */
  private Verdict checkAppend(Transaction transaction, int at) {
    Access append = transaction.steps().get(at);
    int position = position(new Place(append.key(), append.element()));
    for (Access later : transaction.steps().subList(at + 1, transaction.steps().size())) {
      Reading reading = longest.get(append.key());
      if (later.isAppend()
          && later.key() == append.key()
          && reading != null
          && position(new Place(later.key(), later.element())) < position) {
        return Verdict.violation(
            "internal: "
                + later.element()
                + " was appended after "
                + append.element()
                + " and is in the list without it, or before it",
            transaction.operation(),
            reading.by());
      }
    }
    return Verdict.ok();
  }

  private Verdict checkRead(Transaction transaction, int at) {
    Operation reader = transaction.operation();
    Access read = transaction.steps().get(at);
    long[] list = list(read);
    Map<Long, Integer> seen = HashMap.newHashMap(list.length);
    for (int place = 0; place < list.length; place++) {
      if (seen.put(list[place], place) != null) {
        return Verdict.violation("element " + list[place] + " is in a list twice", reader);
      }
      Verdict verdict = provenance(read.key(), list[place], reader);
      if (verdict.isViolation()) {
        return verdict;
      }
    }
    Reading reading = longest.get(read.key());
    if (reading != null && !Arrays.equals(list, Arrays.copyOf(reading.list(), list.length))) {
      return Verdict.violation(
          "incompatible orders of list " + read.key() + ": neither read begins like the other",
          reader,
          reading.by());
    }
    long[] own =
        transaction.steps().subList(0, at).stream()
            .filter(step -> step.isAppend() && step.key() == read.key())
            .mapToLong(Access::element)
            .toArray();
    int from = Math.max(0, list.length - own.length);
    if (!Arrays.equals(own, Arrays.copyOfRange(list, from, list.length))) {
      return Verdict.violation("internal: a transaction does not read its own append", reader);
    }
    for (int place = 0; place < from; place++) {
      if (appender(read.key(), list[place]) == reader) {
        return Verdict.violation("internal: a transaction reads what it appends later", reader);
      }
    }
    return Verdict.ok();
  }

  private Verdict provenance(long key, long element, Operation reader) {
    Operation append = appender(key, element);
    if (append == null) {
      return Verdict.violation("element " + element + " was read, and never appended", reader);
    }
    if (!append.mayHaveTakenEffect()) {
      return Verdict.violation(
          "G1a: appending " + element + " failed for certain, and it was read", append, reader);
    }
    if (reader.precedes(append)) {
      return Verdict.violation(
          "element " + element + " was read before it was appended", append, reader);
    }
    return Verdict.ok();
  }

  /** Appends that were acknowledged before a read began which lacks them. */
  private Verdict lost() {
    List<Transaction> byEnd = new ArrayList<>(transactions);
    byEnd.removeIf(transaction -> !transaction.operation().isOk());
    byEnd.sort(Comparator.comparingInt(transaction -> transaction.operation().completedIndex()));
    // The acknowledged append of each list with the last place; those that nobody saw are last.
    Map<Long, Place> last = new HashMap<>();
    int ended = 0;
    for (Transaction transaction : transactions) {
      Operation reader = transaction.operation();
      while (ended < byEnd.size() && byEnd.get(ended).operation().precedes(reader)) {
        for (Access step : byEnd.get(ended++).steps()) {
          if (step.isAppend()) {
            Place place = new Place(step.key(), step.element());
            last.merge(step.key(), place, (a, b) -> position(a) < position(b) ? b : a);
          }
        }
      }
      for (Access step : transaction.steps()) {
        Place place = last.get(step.key());
        if (!step.isAppend() && place != null && position(place) >= list(step).length) {
          Operation append = appends.get(place);
          return append == null
              ? Verdict.ok()
              : Verdict.violation(
                  "lost append: "
                      + place.element()
                      + " was acknowledged before a read of list "
                      + step.key()
                      + " began that lacks it",
                  append,
                  reader);
        }
      }
    }
    return Verdict.ok();
  }

  private int position(Place place) {
    return positions.getOrDefault(place, Integer.MAX_VALUE);
  }
}
