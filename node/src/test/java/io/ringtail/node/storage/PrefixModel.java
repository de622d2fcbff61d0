// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.PartitionData;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a storage was told to write, in order. After a crash it must know what some beginning of
 * that leads to, one in which is everything that was acknowledged: nothing is lost, nothing made
 * up, and nothing there that a write before it is missing of.
 */
final class PrefixModel {
  /** A partition. */
  record Key(int tableId, int number) {}

  private record Write(Key key, PartitionData data, long position) {}

  private final Map<Key, PartitionData> acknowledged = new HashMap<>();
  private final Deque<Write> open = new ArrayDeque<>();

  /** Tables that are going: after a crash one is there as it was, or gone. */
  private final Set<Integer> going = new HashSet<>();

  private final Set<Integer> gone = new HashSet<>();

  void write(Key key, PartitionData data, long position) {
    open.addLast(new Write(key, data, position));
  }

  void acknowledge(long position) {
    while (!open.isEmpty() && open.getFirst().position() <= position) {
      Write write = open.removeFirst();
      acknowledged.merge(write.key(), write.data(), Merge::partitions);
    }
  }

  void drop(int tableId) {
    going.add(tableId);
  }

  /** All drops so far are durable. */
  void acknowledgeDrops() {
    gone.addAll(going);
    going.clear();
  }

  Set<Integer> going() {
    return going;
  }

  /**
   * Compares with what a storage knows after a crash.
   *
   * @param found all partitions of all tables that there ever were
   * @return what is wrong; null when nothing is
   */
  @Nullable String problem(Map<Key, PartitionData> found, long nowMillis) {
    Set<Integer> left = new HashSet<>(gone);
    for (int tableId : going) {
      if (found.keySet().stream().noneMatch(key -> key.tableId() == tableId)) {
        left.add(tableId);
      }
    }
    Map<Key, PartitionData> expected = new HashMap<>(acknowledged);
    expected.keySet().removeIf(key -> left.contains(key.tableId()));
    Set<Key> wrong = new HashSet<>(found.keySet());
    wrong.addAll(expected.keySet());
    wrong.removeIf(key -> agree(found, expected, key, nowMillis));
    List<Key> first = new ArrayList<>(wrong);
    for (Write write : open) {
      if (wrong.isEmpty()) {
        return null;
      }
      Key key = write.key();
      if (!left.contains(key.tableId())) {
        expected.merge(key, write.data(), Merge::partitions);
        if (agree(found, expected, key, nowMillis)) {
          wrong.remove(key);
        } else {
          wrong.add(key);
        }
      }
    }
    return wrong.isEmpty() ? null : describe(found, first, nowMillis);
  }

  private String describe(Map<Key, PartitionData> found, List<Key> wrong, long nowMillis) {
    StringBuilder text = new StringBuilder();
    for (Key key : wrong) {
      PartitionData known = found.getOrDefault(key, PartitionData.EMPTY);
      PartitionData least = acknowledged.getOrDefault(key, PartitionData.EMPTY);
      boolean lost =
          !DatedData.seen(Merge.partitions(known, least), nowMillis)
              .equals(DatedData.seen(known, nowMillis));
      text.append(lost ? "\nlost of " : "\nnot as at any moment: ").append(key);
      text.append("\n  acknowledged ").append(least).append("\n  found ").append(known);
    }
    return text.append("\n  with ").append(open.size()).append(" writes under way").toString();
  }

  private static boolean agree(
      Map<Key, PartitionData> found, Map<Key, PartitionData> expected, Key key, long nowMillis) {
    PartitionData one = found.getOrDefault(key, PartitionData.EMPTY);
    PartitionData other = expected.getOrDefault(key, PartitionData.EMPTY);
    return DatedData.seen(one, nowMillis).equals(DatedData.seen(other, nowMillis));
  }

  /** A storage was opened after a crash, and what it knows counts from now on. */
  void restart(Map<Key, PartitionData> found) {
    open.clear();
    acknowledged.clear();
    acknowledged.putAll(found);
  }
}
