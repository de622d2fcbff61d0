// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.merge;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.tck.exploration.BrokenPromise;
import io.ringtail.tck.exploration.Choices;
import io.ringtail.tck.exploration.Model;
import io.ringtail.tck.exploration.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Three replicas that know a few facts each: whatever the order in which they merge, the outcome is
 * the same, is canonical, and says what the facts say.
 */
public final class MergeModel implements Model {
  private static final long NOW_MILLIS = 7;
  private static final int ELEMENTS = 3;

  private final BinaryOperator<PartitionData> merge;
  private final int factsMax;
  private final PartitionData[] elements = new PartitionData[ELEMENTS];
  private final List<Fact> facts = new ArrayList<>();

  /**
   * A model.
   *
   * @param merge to be examined
   * @param factsMax most facts that one replica knows
   */
  public MergeModel(BinaryOperator<PartitionData> merge, int factsMax) {
    this.merge = merge;
    this.factsMax = factsMax;
  }

  @Override
  public String name() {
    return "merge of up to " + factsMax + " facts each";
  }

  @Override
  public int run(Choices choices, Trace trace) {
    facts.clear();
    for (int i = 0; i < ELEMENTS; i++) {
      PartitionData known = PartitionData.EMPTY;
      int count = 1 + choices.pick(factsMax);
      for (int j = 0; j < count; j++) {
        Fact fact = Fact.ALL.get(choices.pick(Fact.ALL.size()));
        if (trace.isOn()) {
          trace.add("replica " + i + " knows " + fact);
        }
        facts.add(fact);
        known = merge.apply(known, fact.data());
      }
      elements[i] = known;
    }
    checkLaws(elements[0], elements[1], elements[2]);
    return ELEMENTS;
  }

  private void checkLaws(PartitionData a, PartitionData b, PartitionData c) {
    PartitionData ab = merge.apply(a, b);
    PartitionData all = merge.apply(ab, c);
    require(merge.apply(b, a).equals(ab), "is not commutative");
    require(merge.apply(a, merge.apply(b, c)).equals(all), "is not associative");
    require(merge.apply(a, a).equals(a), "is not idempotent");
    require(merge.apply(all, b).equals(all), "does not absorb what it holds");
    byte[] bytes = PartitionCodec.encode(all);
    // Decoding refuses what is not in normal form.
    PartitionData decoded = PartitionCodec.decode(bytes);
    require(decoded.equals(all), "does not survive encoding");
    require(Arrays.equals(PartitionCodec.encode(decoded), bytes), "has several encodings");
    PartitionData shown = Merge.at(NOW_MILLIS, all);
    require(
        Merge.at(NOW_MILLIS, merge.apply(all, shown)).equals(shown),
        "brings back what has expired");
    for (int row = 0; row < Fact.ROWS; row++) {
      checkAgainstFacts(row, all);
    }
  }

  /** The row as the facts alone make it, each looked at without the merge. */
  private void checkAgainstFacts(int row, PartitionData merged) {
    Version deletion = null;
    for (Fact fact : facts) {
      if (fact.isDeletion()
          && fact.concerns(row)
          && (deletion == null || fact.version().compareTo(deletion) > 0)) {
        deletion = fact.version();
      }
    }
    Fact cell = null;
    Fact mark = null;
    for (Fact fact : facts) {
      boolean lives = deletion == null || fact.version().compareTo(deletion) > 0;
      if (fact.concerns(row) && lives) {
        cell = fact.kind() == Fact.Kind.CELL ? greater(cell, fact) : cell;
        mark = fact.kind() == Fact.Kind.MARK ? greater(mark, fact) : mark;
      }
    }
    Row found = row(merged, row);
    Cell known = found == null || found.cells().isEmpty() ? null : found.cells().get(0);
    Cell expected =
        cell == null ? null : new Cell(Fact.COLUMN, cell.version(), cell.value(), cell.expiry());
    require(
        known == null ? expected == null : known.equals(expected),
        "has another cell in row " + row);
    Liveness marked = found == null ? null : found.liveness();
    require(
        marked == null
            ? mark == null
            : mark != null && marked.equals(new Liveness(mark.version(), mark.expiry())),
        "has another mark in row " + row);
  }

  private static Fact greater(@Nullable Fact a, Fact b) {
    if (a == null) {
      return b;
    }
    int order = a.version().compareTo(b.version());
    if (order == 0) {
      order = Boolean.compare(a.value() == null, b.value() == null);
    }
    if (order == 0) {
      order = Arrays.compareUnsigned(a.value(), b.value());
    }
    if (order == 0) {
      order = Boolean.compare(a.expiry() == Expiry.NEVER, b.expiry() == Expiry.NEVER);
    }
    return order >= 0 ? a : b;
  }

  private static @Nullable Row row(PartitionData data, int row) {
    for (Row each : data.rows()) {
      if (each.clustering()[0] == row) {
        return each;
      }
    }
    return null;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new BrokenPromise("the merge " + otherwise);
    }
  }
}
