// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.merge;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A partition as the bag of all facts ever written to it. What is known of a key is looked up in
 * the whole bag, point by point: slow, and with nothing in common with the real merge.
 */
public record NaivePartition(List<Fact> facts) {
  /** One thing that was written. */
  public sealed interface Fact {
    Version version();
  }

  record PartitionDeletion(Version version) implements Fact {}

  record RangeDeletion(ByteRange range, Version version) implements Fact {}

  record RowDeletion(byte[] key, Version version) implements Fact {}

  record Mark(byte[] key, Liveness liveness) implements Fact {
    @Override
    public Version version() {
      return liveness.version();
    }
  }

  record CellWrite(byte[] key, Cell cell) implements Fact {
    @Override
    public Version version() {
      return cell.version();
    }
  }

  private static final int KEY_LENGTH_MAX = 2;
  private static final int KEY_BYTES = 3;
  private static final int COLUMNS = 3;

  /** A bag of random facts, few enough keys, columns and versions that they meet all the time. */
  public static NaivePartition random(Random random, int factsMax) {
    List<Fact> facts = new ArrayList<>();
    int count = random.nextInt(factsMax + 1);
    for (int i = 0; i < count; i++) {
      facts.add(randomFact(random));
    }
    return new NaivePartition(facts);
  }

  /** All facts of both. */
  public NaivePartition and(NaivePartition other) {
    List<Fact> all = new ArrayList<>(facts);
    all.addAll(other.facts);
    return new NaivePartition(all);
  }

  /** The normal form of what the facts say together. */
  public PartitionData normalForm() {
    Version deletion = greatest(each -> each instanceof PartitionDeletion);
    List<Row> rows = new ArrayList<>();
    for (byte[] key : keys()) {
      Row row = row(key);
      if (!row.isEmpty()) {
        rows.add(row);
      }
    }
    return new PartitionData(deletion, ranges(deletion), rows);
  }

  /** A fact as the partition data of the one who wrote it. */
  static PartitionData alone(Fact fact) {
    return new NaivePartition(List.of(fact)).normalForm();
  }

  private Row row(byte[] key) {
    Version wider =
        greatest(each ->
            each instanceof PartitionDeletion
                || (each instanceof RangeDeletion range && range.range().contains(key)));
    Version deletion =
        greatest(each -> each instanceof RowDeletion row && Arrays.equals(row.key(), key));
    if (!isAbove(deletion, wider)) {
      deletion = null;
    }
    Version strongest = deletion == null ? wider : deletion;
    Liveness liveness =
        facts.stream()
            .filter(each -> each instanceof Mark mark && Arrays.equals(mark.key(), key))
            .map(each -> ((Mark) each).liveness())
            .max(
                Comparator.comparing(Liveness::version)
                    .thenComparingLong(each -> order(each.expiryMillis())))
            .filter(each -> isAbove(each.version(), strongest))
            .orElse(null);
    TreeMap<Integer, Cell> cells = new TreeMap<>();
    for (Fact each : facts) {
      if (each instanceof CellWrite write
          && Arrays.equals(write.key(), key)
          && isAbove(write.version(), strongest)) {
        cells.merge(
            write.cell().columnId(), write.cell(), (a, b) -> CELL_ORDER.compare(a, b) >= 0 ? a : b);
      }
    }
    return new Row(key, liveness, deletion, List.copyOf(cells.values()));
  }

  private static final Comparator<Cell> CELL_ORDER =
      Comparator.comparing(Cell::version)
          .thenComparing(Cell::isTombstone)
          .thenComparing(
              cell -> cell.value() == null ? new byte[0] : cell.value(), Arrays::compareUnsigned)
          .thenComparingLong(cell -> order(cell.expiryMillis()));

  private static long order(long expiryMillis) {
    return expiryMillis == Expiry.NEVER ? Long.MAX_VALUE : expiryMillis;
  }

  private List<RangeTombstone> ranges(@Nullable Version deletion) {
    TreeSet<byte[]> bounds = new TreeSet<>(Arrays::compareUnsigned);
    for (Fact each : facts) {
      if (each instanceof RangeDeletion range) {
        bounds.add(range.range().start());
        byte[] end = range.range().end();
        if (end != null) {
          bounds.add(end);
        }
      }
    }
    List<RangeTombstone> ranges = new ArrayList<>();
    byte[] openedAt = null;
    Version open = null;
    for (byte[] bound : bounds) {
      Version here =
          greatest(each -> each instanceof RangeDeletion range && range.range().contains(bound));
      Version visible = isAbove(here, deletion) ? here : null;
      if (!Objects.equals(visible, open)) {
        if (open != null && openedAt != null) {
          ranges.add(new RangeTombstone(new ByteRange(openedAt, bound), open));
        }
        openedAt = bound;
        open = visible;
      }
    }
    if (open != null && openedAt != null) {
      ranges.add(new RangeTombstone(new ByteRange(openedAt, null), open));
    }
    return ranges;
  }

  private TreeSet<byte[]> keys() {
    TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    for (Fact each : facts) {
      if (each instanceof RowDeletion row) {
        keys.add(row.key());
      } else if (each instanceof Mark mark) {
        keys.add(mark.key());
      } else if (each instanceof CellWrite write) {
        keys.add(write.key());
      }
    }
    return keys;
  }

  private @Nullable Version greatest(java.util.function.Predicate<Fact> which) {
    return facts.stream()
        .filter(which)
        .map(Fact::version)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static boolean isAbove(@Nullable Version version, @Nullable Version deletion) {
    return version != null && (deletion == null || version.compareTo(deletion) > 0);
  }

  private static Fact randomFact(Random random) {
    Version version = randomVersion(random);
    int kind = random.nextInt(12);
    if (kind == 0) {
      return new PartitionDeletion(version);
    }
    if (kind <= 2) {
      return new RangeDeletion(randomRange(random), version);
    }
    if (kind <= 4) {
      return new RowDeletion(randomKey(random), version);
    }
    if (kind <= 6) {
      return new Mark(randomKey(random), new Liveness(version, randomExpiry(random)));
    }
    return new CellWrite(randomKey(random), randomCell(random, version));
  }

  private static Cell randomCell(Random random, Version version) {
    int column = random.nextInt(COLUMNS);
    if (random.nextInt(4) == 0) {
      return Cell.tombstone(column, version);
    }
    byte[] value = new byte[random.nextInt(3)];
    random.nextBytes(value);
    return new Cell(column, version, value, randomExpiry(random));
  }

  private static long randomExpiry(Random random) {
    return random.nextBoolean() ? Expiry.NEVER : 1 + random.nextInt(3);
  }

  private static Version randomVersion(Random random) {
    return new Version(1 + random.nextInt(6), random.nextBoolean() ? 1 : -1, random.nextInt(2));
  }

  private static ByteRange randomRange(Random random) {
    while (true) {
      ByteRange range =
          new ByteRange(randomKey(random), random.nextInt(4) == 0 ? null : randomKey(random));
      if (!range.isEmpty()) {
        return range;
      }
    }
  }

  private static byte[] randomKey(Random random) {
    byte[] key = new byte[random.nextInt(KEY_LENGTH_MAX + 1)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(KEY_BYTES) - 1);
    }
    return key;
  }
}
