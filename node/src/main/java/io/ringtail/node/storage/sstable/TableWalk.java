// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.ring.Token;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Walks over all partitions of a table, past those that cannot be read. Blocks. */
public final class TableWalk {
  /** What is told of the walk. */
  public interface Visitor {
    /** There is a partition. Its rows are not read yet. */
    void partition(long token, byte[] key, PartitionView view) throws IOException;

    /** Partitions with these tokens cannot be read, or not all of them. */
    void damaged(long firstToken, long lastToken, String what);

    /** So many of all blocks of partitions are done. */
    default void progress(int blocks, int all) {}
  }

  private final SsTable table;
  private final Visitor visitor;
  private long token;
  private byte[] key = {};
  private boolean begun;

  TableWalk(SsTable table, Visitor visitor) {
    this.table = table;
    this.visitor = visitor;
  }

  /** Walks over a table. */
  public static void over(SsTable table, Visitor visitor) throws IOException {
    TableWalk walk = new TableWalk(table, visitor);
    for (int number = 0; number < table.blocks(); number++) {
      visitor.progress(number, table.blocks());
      walk.block(number);
    }
    visitor.progress(table.blocks(), table.blocks());
  }

  boolean hasBegun() {
    return begun;
  }

  /** Token of the last partition that was in its place. */
  long token() {
    return token;
  }

  private void block(int number) throws IOException {
    long first = table.firstToken(number);
    long last =
        number + 1 < table.blocks()
            ? table.firstToken(number + 1) - 1
            : table.statistics().tokenMax();
    PartitionBlock block;
    try {
      block = new PartitionBlock(table.read(table.handle(number), BlockKind.PARTITIONS));
    } catch (DamagedException damaged) {
      visitor.damaged(first, last, String.valueOf(damaged.getMessage()));
      return;
    }
    entries(block, first, last, true);
  }

  /**
   * Visits the partitions of a block.
   *
   * @param first bound of their tokens
   * @param last bound of their tokens
   * @param filtered whether the table's filters have to know them
   */
  void entries(PartitionBlock block, long first, long last, boolean filtered) throws IOException {
    for (int entry = 0; entry < block.count(); entry++) {
      byte[] entryKey = block.key(entry);
      long entryToken = Token.hash(entryKey);
      String misplaced = misplaced(entryToken, entryKey, first, last);
      if (misplaced == null && filtered && !table.mayContain(entryToken)) {
        misplaced =
            String.format(
                "%s: expected token %016x in the filter, found it absent", table, entryToken);
      }
      if (misplaced != null) {
        visitor.damaged(entryToken, entryToken, misplaced);
        continue;
      }
      begun = true;
      token = entryToken;
      key = entryKey;
      try {
        visitor.partition(token, key, table.view(block, entry, DirectSource.INSTANCE));
      } catch (MalformedException | IllegalArgumentException malformed) {
        visitor.damaged(token, token, table + ": " + malformed.getMessage());
      }
    }
  }

  /** What is wrong with the place of a partition; null when nothing is. */
  private @Nullable String misplaced(long nextToken, byte[] nextKey, long first, long last) {
    int order = Long.compareUnsigned(nextToken, token);
    if (begun && (order < 0 || (order == 0 && Arrays.compareUnsigned(nextKey, key) <= 0))) {
      return String.format(
          "%s: expected tokens to ascend, found %016x after %016x", table, nextToken, token);
    }
    if (Long.compareUnsigned(nextToken, first) < 0 || Long.compareUnsigned(nextToken, last) > 0) {
      return String.format(
          "%s: expected a token from %016x to %016x, found %016x", table, first, last, nextToken);
    }
    return null;
  }
}
