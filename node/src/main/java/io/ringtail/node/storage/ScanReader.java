// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.cache.BlockCache;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.partition.PartitionView;
import io.ringtail.node.storage.partition.SliceRead;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.row.ByteRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads partitions in token order, a page at a time. Confined to the loop. */
final class ScanReader {
  /** A page ends after so many partitions, whatever is left of them: the loop has other work. */
  private static final int PARTITIONS_MAX = 4_096;

  private final Memtables memtables;
  private final TableSet tables;
  private final BlockCache cache;
  private final BlockLoader loader;
  private final Commits commits;

  ScanReader(
      Memtables memtables, TableSet tables, BlockCache cache, BlockLoader loader, Commits commits) {
    this.memtables = memtables;
    this.tables = tables;
    this.cache = cache;
    this.loader = loader;
    this.commits = commits;
  }

  ScanOutcome scan(Request.Scan request, int vnodeBits, @Nullable ScanPosition end) {
    Attempt attempt = new Attempt(request, TokenSpan.of(request.vnodes(), vnodeBits), end);
    ScanOutcome outcome = attempt.outcome();
    return outcome != null ? outcome : new ScanOutcome.Pending(attempt);
  }

  /** Neighbouring vnodes. */
  private record TokenSpan(long first, long last) {
    static List<TokenSpan> of(int[] vnodes, int vnodeBits) {
      List<TokenSpan> spans = new ArrayList<>();
      for (int i = 0; i < vnodes.length; i++) {
        int begin = vnodes[i];
        while (i + 1 < vnodes.length && vnodes[i + 1] == vnodes[i] + 1) {
          i++;
        }
        spans.add(
            new TokenSpan(
                Vnode.firstToken(begin, vnodeBits), Vnode.lastToken(vnodes[i], vnodeBits)));
      }
      return spans;
    }
  }

  /** One page, until it has all that it needs. */
  private final class Attempt implements ScanOutcome.Waiting {
    private final Request.Scan request;
    private final List<TokenSpan> spans;
    private final @Nullable ScanPosition end;
    private final MemoryBlocks blocks = new MemoryBlocks(cache);

    Attempt(Request.Scan request, List<TokenSpan> spans, @Nullable ScanPosition end) {
      this.request = request;
      this.spans = spans;
      this.end = end;
    }

    @Override
    public void whenDone(Consumer<ScanOutcome> consumer) {
      loader.load(
          blocks,
          () -> true,
          damage -> {
            if (damage != null) {
              consumer.accept(new ScanOutcome.Damaged(damage));
              return;
            }
            ScanOutcome outcome = outcome();
            if (outcome != null) {
              consumer.accept(outcome);
            } else {
              whenDone(consumer);
            }
          });
    }

    /** What came of it; null when something is not in memory. */
    @Nullable ScanOutcome outcome() {
      try {
        return run();
      } catch (MalformedException malformed) {
        return new ScanOutcome.Damaged("a partition is malformed: " + malformed.getMessage());
      }
    }

    /** The page; null when something is not in memory. */
    private ScanOutcome.@Nullable Page run() {
      PageBuilder page = new PageBuilder(request);
      ScanPosition from = request.from();
      for (TokenSpan span : spans) {
        if (from != null && Long.compareUnsigned(span.last(), from.token()) < 0) {
          continue;
        }
        boolean startsInside = from != null && Long.compareUnsigned(from.token(), span.first()) > 0;
        long first = startsInside && from != null ? from.token() : span.first();
        if (!fill(page, first, span.last())) {
          return null;
        }
        if (page.next != null) {
          break;
        }
      }
      return new ScanOutcome.Page(page.entries, page.next, commits.toWaitForAll());
    }

    private boolean fill(PageBuilder page, long first, long last) {
      List<PartitionCursor> cursors = new ArrayList<>();
      memtables.cursors(request.tableId(), first, cursors);
      for (SsTable table : tables.of(request.tableId())) {
        cursors.add(table.cursor(first, blocks));
      }
      List<PartitionView> views = new ArrayList<>();
      while (page.next == null) {
        PartitionCursor least = least(cursors);
        if (anyMissing(cursors)) {
          return false;
        }
        if (least == null || Long.compareUnsigned(least.token(), last) > 0 || isBehind(least)) {
          return true;
        }
        long token = least.token();
        byte[] key = least.key();
        take(cursors, token, key, views);
        if (!page.add(token, key, views)) {
          return false;
        }
      }
      return true;
    }

    private boolean isBehind(PartitionCursor cursor) {
      return end != null && !ScanOutcome.isBefore(cursor.token(), cursor.key(), end);
    }
  }

  private static boolean anyMissing(List<PartitionCursor> cursors) {
    for (PartitionCursor cursor : cursors) {
      if (cursor.state() == PartitionCursor.State.MISSING) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable PartitionCursor least(List<PartitionCursor> cursors) {
    PartitionCursor least = null;
    for (PartitionCursor cursor : cursors) {
      if (cursor.state() == PartitionCursor.State.AT
          && (least == null || PartitionCursor.compare(cursor, least) < 0)) {
        least = cursor;
      }
    }
    return least;
  }

  private static void take(
      List<PartitionCursor> cursors, long token, byte[] key, List<PartitionView> views) {
    views.clear();
    for (PartitionCursor cursor : cursors) {
      if (cursor.state() == PartitionCursor.State.AT
          && cursor.token() == token
          && Arrays.equals(cursor.key(), key)) {
        views.add(cursor.view());
        cursor.advance();
      }
    }
  }

  /** The entries of a page, and where the next one begins. */
  private static final class PageBuilder {
    final List<ScanOutcome.Entry> entries = new ArrayList<>();
    @Nullable ScanPosition next;

    private final Request.Scan request;
    private final PartitionScanner scanner = new PartitionScanner();
    private int rows;
    private long bytes;
    private int partitions;

    PageBuilder(Request.Scan request) {
      this.request = request;
    }

    /** Adds a partition, or what of it the page has room for; false when it is not in memory. */
    boolean add(long token, byte[] key, List<PartitionView> views) {
      PartitionView first = views.getFirst();
      byte[] whole = views.size() == 1 && request.columns() == null ? first.content() : null;
      ByteRange range = ByteRange.ALL;
      ScanPosition from = request.from();
      if (from != null && from.token() == token) {
        int order = Arrays.compareUnsigned(key, from.key());
        if (order < 0) {
          return true;
        }
        if (order == 0) {
          range = new ByteRange(from.clustering(), null);
          whole = null;
        }
      }
      if (whole != null && !first.expires() && hasOneRow(whole)) {
        partitions++;
        took(key, whole, 1, null);
        endPage(token, key, null);
        return true;
      }
      SliceRead slice =
          new SliceRead(
              range,
              request.columns(),
              Math.max(1, request.rowLimit() - rows),
              Math.max(1, request.bytesLimit() - bytes),
              false,
              request.nowMillis());
      SliceRead.Part part = slice.of(views);
      if (part == null) {
        return false;
      }
      partitions++;
      if (!part.data().isEmpty()) {
        byte[] content = PartitionCodec.encode(part.data());
        // A partition of deletions alone counts as a row: pages of them end, too.
        took(key, content, Math.max(1, part.data().rows().size()), part.covered());
      }
      endPage(token, key, part.covered());
      return true;
    }

    /** Whether a partition has one row, which no limit can part. */
    private boolean hasOneRow(byte[] content) {
      scanner.scan(content);
      return scanner.rows() == 1;
    }

    private void took(byte[] key, byte[] content, int rowCount, byte @Nullable [] covered) {
      entries.add(new ScanOutcome.Entry(key, content, covered));
      rows += rowCount;
      bytes += content.length + key.length;
    }

    private void endPage(long token, byte[] key, byte @Nullable [] covered) {
      if (covered != null) {
        next = new ScanPosition(token, key, covered);
      } else if (rows >= request.rowLimit()
          || bytes >= request.bytesLimit()
          || partitions >= PARTITIONS_MAX) {
        next = new ScanPosition(token, ByteRange.after(key), new byte[0]);
      }
    }
  }
}
