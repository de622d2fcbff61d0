// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Liveness;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random partitions in normal form, small enough to collide often. */
public final class RandomData {
  private final RandomGenerator random;
  private final int clusterings;
  private final int timestamps;

  /**
   * Makes data with clustering keys below one number and timestamps below another.
   *
   * @param clusterings 1 for a table without clustering columns
   */
  public RandomData(RandomGenerator random, int clusterings, int timestamps) {
    this.random = random;
    this.clusterings = clusterings;
    this.timestamps = timestamps;
  }

  public static byte[] key(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  public byte[] clustering() {
    return clusterings == 1 ? Row.NO_CLUSTERING : key(random.nextInt(clusterings));
  }

  private Version version() {
    return new Version(1 + random.nextInt(timestamps), random.nextInt(3), 0);
  }

  private Cell cell(int columnId) {
    if (random.nextInt(5) == 0) {
      return Cell.tombstone(columnId, version());
    }
    byte[] value = new byte[random.nextInt(40)];
    random.nextBytes(value);
    long expiry = random.nextInt(6) == 0 ? 1 + random.nextInt(2_000) : Expiry.NEVER;
    // An expired cell is a tombstone, which would win over another value of the same version.
    Version version =
        expiry == Expiry.NEVER
            ? version()
            : new Version(1 + random.nextInt(timestamps), random.nextLong(), 0);
    return new Cell(columnId, version, value, expiry);
  }

  public Row row() {
    List<Cell> cells = new ArrayList<>();
    for (int column = 0; column < 3; column++) {
      if (random.nextBoolean()) {
        cells.add(cell(column));
      }
    }
    @Nullable Liveness liveness =
        random.nextInt(3) == 0 ? new Liveness(version(), Expiry.NEVER) : null;
    boolean deleted = random.nextInt(8) == 0 || (cells.isEmpty() && liveness == null);
    return deleted
        ? new Row(clustering(), null, version(), List.of())
        : new Row(clustering(), liveness, null, cells);
  }

  public ByteRange range() {
    int from = random.nextInt(clusterings);
    int to = from + random.nextInt(clusterings - from + 1);
    byte[] end = random.nextInt(4) == 0 ? null : key(to);
    return new ByteRange(random.nextInt(4) == 0 ? new byte[0] : key(from), end);
  }

  /** One to four writes merged. */
  public PartitionData partition() {
    PartitionData data = one();
    for (int more = random.nextInt(4); more > 0; more--) {
      data = Merge.partitions(data, one());
    }
    return data;
  }

  private PartitionData one() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return new PartitionData(version(), List.of(), List.of());
    }
    ByteRange range = range();
    if (kind == 1 && clusterings > 1 && !range.isEmpty()) {
      return new PartitionData(null, List.of(new RangeTombstone(range, version())), List.of());
    }
    return new PartitionData(null, List.of(), List.of(row()));
  }
}
