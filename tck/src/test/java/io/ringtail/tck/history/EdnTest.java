// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Histories as files. */
class EdnTest {
  private long now;
  private final History history = new History(() -> now);

  @Test
  void registersAreWrittenAsElleReadsThem() {
    Operation write = history.write(0, 7, 1).timestampBetween(10, 20);
    now = 5;
    Operation read = history.read(1, 7);
    write.ok();
    now = 9;
    read.ok(1);
    history.delete(0, 7).failed();

    assertThat(lines(history))
        .containsExactly(
            "{:index 0, :type :invoke, :process 0, :f :txn, :value [[:w 7 1]], :time 0,"
                + " :timestamp [10 20]}",
            "{:index 1, :type :invoke, :process 1, :f :txn, :value [[:r 7 nil]], :time 5}",
            "{:index 2, :type :ok, :process 0, :f :txn, :value [[:w 7 1]], :time 5}",
            "{:index 3, :type :ok, :process 1, :f :txn, :value [[:r 7 1]], :time 9}",
            "{:index 4, :type :invoke, :process 0, :f :txn, :value [[:w 7 nil]], :time 9}",
            "{:index 5, :type :fail, :process 0, :f :txn, :value [[:w 7 nil]], :time 9}");
  }

  @Test
  void listsAreWrittenAsElleReadsThem() {
    history.append(0, 1, 5).ok();
    history.readList(0, 1).ok(new long[] {4, 5});
    List<Access> accesses = List.of(Access.append(1, 6), Access.read(2));
    history.transaction(0, accesses).ok(List.of(accesses.get(0), accesses.get(1).answered()));

    assertThat(lines(history).stream().map(line -> line.replaceAll(".*:value (.*), :time.*", "$1")))
        .containsExactly(
            "[[:append 1 5]]",
            "[[:append 1 5]]",
            "[[:r 1 nil]]",
            "[[:r 1 [4 5]]]",
            "[[:append 1 6] [:r 2 nil]]",
            "[[:append 1 6] [:r 2 []]]");
  }

  @Test
  void processThatEndsInDoubtGoesOnUnderAnotherNumber() {
    history.write(0, 1, 1).unknown();
    history.write(0, 1, 2).ok();
    history.write(1, 1, 3).ok();

    assertThat(lines(history).stream().map(line -> line.replaceAll(".*:process (\\d+),.*", "$1")))
        .containsExactly("0", "0", "2", "2", "1", "1");
  }

  @Test
  void whatWasWrittenIsReadAgain() {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println("EdnTest: -Dringtail.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      History original = random(random);

      List<String> lines = lines(original);
      History again = EdnReader.read(lines.iterator());

      assertThat(lines(again)).isEqualTo(lines);
      assertThat(again.operations().stream().map(Operation::toString))
          .isEqualTo(original.operations().stream().map(Operation::toString).toList());
    }
  }

  private History random(SplittableRandom random) {
    History made = new History(() -> now);
    List<Operation> open = new ArrayList<>();
    for (int event = 1; event < 60; event++) {
      now += random.nextInt(3);
      if (open.isEmpty() || random.nextInt(2) == 0) {
        open.add(invoke(made, random.nextInt(6), random.nextInt(3), event, random.nextInt(10)));
      } else {
        complete(open.remove(random.nextInt(open.size())), event, random);
      }
    }
    // A read without an answer does not say what it asked for.
    open.stream()
        .filter(read -> read.function().isRead())
        .forEach(read -> complete(read, 1, new SplittableRandom(2)));
    return made;
  }

  private static Operation invoke(History made, int process, int key, long value, int kind) {
    return switch (kind) {
      case 0 -> made.write(process, key, value).timestampBetween(value, value + 3);
      case 1 -> made.read(process, key);
      case 2 -> made.delete(process, key);
      case 3 -> made.compareAndSet(process, key, value - 1, value);
      case 4 -> made.readSet(process, key);
      case 5 -> made.writeRow(process, key, value);
      case 6 -> made.readRow(process, key);
      case 7 -> made.increment(process, key);
      case 8 -> made.compareAndDelete(process, key, value);
      default -> made.transaction(process, List.of(Access.append(key, value), Access.read(key)));
    };
  }

  private static void complete(Operation operation, long value, SplittableRandom random) {
    int kind = random.nextInt(4);
    if (kind == 0 && !operation.function().isRead()) {
      operation.failed();
    } else if (kind == 1 && !operation.function().isRead()) {
      operation.unknown();
    } else {
      switch (operation.function()) {
        case INCREMENT -> operation.ok(value);
        case READ -> operation.ok(value % 3 == 0 ? Operation.NONE : value);
        case READ_LIST, READ_SET, READ_ROW -> operation.ok(new long[] {value, -value});
        case COMPARE_AND_SET -> operation.ok(value % 2 == 0);
        case TRANSACTION ->
            operation.ok(
                operation.accesses().stream()
                    .map(access -> access.isAppend() ? access : access.answered(value))
                    .toList());
        case WRITE, DELETE, APPEND, ADD, REMOVE, WRITE_ROW -> operation.ok();
      }
    }
  }

  @Test
  void whatIsNoHistoryIsRefusedWithItsLine() {
    String begin = "{:type :invoke, :process 0, :value [[:w 1 2]], :time 0}";
    assertThatThrownBy(() -> EdnReader.read(List.of(begin, "", begin).iterator()))
        .hasMessageContaining("line 3: process 0 is busy");
    assertThatThrownBy(() -> EdnReader.read(List.of("{:process 0").iterator()))
        .hasMessageContaining("line 1: column 11: expected '}'");
    assertThatThrownBy(() -> EdnReader.read(List.of(begin.replace("invoke", "ok")).iterator()))
        .hasMessageContaining("has begun nothing");
    assertThatThrownBy(() -> EdnReader.read(List.of(begin.replace(":w", ":x")).iterator()))
        .hasMessageContaining("no step is called :x");
    assertThatThrownBy(() -> EdnReader.read(List.of("{:value " + "[".repeat(99)).iterator()))
        .hasMessageContaining("less depth");
  }

  @Test
  void operationEndsOnce() {
    Operation write = history.write(0, 1, 1);
    write.ok();

    assertThatThrownBy(write::unknown).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void orderOfEventsCountsWhereTheClockStandsStill() {
    Operation first = history.write(0, 1, 1);
    Operation meanwhile = history.write(1, 1, 2);
    first.ok();
    Operation second = history.read(0, 1);

    assertThat(first.precedes(second)).isTrue();
    assertThat(first.precedes(meanwhile)).isFalse();
    assertThat(meanwhile.precedes(second)).isFalse();
  }

  private static List<String> lines(History history) {
    List<String> lines = new ArrayList<>();
    EdnWriter.write(history, lines::add);
    return lines;
  }
}
