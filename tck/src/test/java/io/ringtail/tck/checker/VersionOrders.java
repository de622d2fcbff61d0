// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.checker;

import io.ringtail.tck.history.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * The naive check of registers where the last write wins: every order of the versions, and for each
 * read that found nothing every deletion.
 */
final class VersionOrders {
  private final List<Operation> writes = new ArrayList<>();
  private final List<Operation> reads = new ArrayList<>();

  private VersionOrders(List<Operation> operations) {
    for (Operation operation : operations) {
      if (operation.function().isRead()) {
        if (operation.isOk()) {
          reads.add(operation);
        }
      } else if (operation.mayHaveTakenEffect()) {
        writes.add(operation);
      }
    }
  }

  static boolean explain(List<Operation> operations) {
    VersionOrders naive = new VersionOrders(operations);
    return naive.order(new ArrayList<>());
  }

  private boolean order(List<Operation> versions) {
    if (versions.size() == writes.size()) {
      return answers(versions, new ArrayList<>());
    }
    for (Operation write : writes) {
      boolean allowed =
          !versions.contains(write)
              && versions.stream().noneMatch(less -> isLessForCertain(write, less));
      if (allowed) {
        versions.add(write);
        if (order(versions)) {
          return true;
        }
        versions.removeLast();
      }
    }
    return false;
  }

  private static boolean isLessForCertain(Operation a, Operation b) {
    return (a.process() == b.process() && a.precedes(b))
        || a.timestampHighMillis() < b.timestampLowMillis();
  }

  /** Chooses for each read the version that it saw; 0 is the initial state. */
  private boolean answers(List<Operation> versions, List<Integer> seen) {
    if (seen.size() == reads.size()) {
      return true;
    }
    Operation read = reads.get(seen.size());
    for (int version = 0; version <= versions.size(); version++) {
      if (fits(versions, seen, read, version)) {
        seen.add(version);
        if (answers(versions, seen)) {
          return true;
        }
        seen.removeLast();
      }
    }
    return false;
  }

  private boolean fits(List<Operation> versions, List<Integer> seen, Operation read, int version) {
    long value = version == 0 ? Operation.NONE : versions.get(version - 1).value();
    if (value != read.value() || (version > 0 && read.precedes(versions.get(version - 1)))) {
      return false;
    }
    for (int newer = version + 1; newer <= versions.size(); newer++) {
      Operation write = versions.get(newer - 1);
      if (write.isOk() && write.precedes(read)) {
        return false;
      }
    }
    for (int at = 0; at < seen.size(); at++) {
      Operation other = reads.get(at);
      if ((other.precedes(read) && seen.get(at) > version)
          || (read.precedes(other) && seen.get(at) < version)) {
        return false;
      }
    }
    return true;
  }
}
