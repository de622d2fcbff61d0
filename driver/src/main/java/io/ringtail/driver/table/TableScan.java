// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowScan;
import io.ringtail.driver.coordination.ScanPage;
import io.ringtail.driver.lane.Completion;
import io.ringtail.driver.lane.Grouping;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.ReadOperation;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.schema.TableKeys;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A scan of a whole table in token order. Vnodes whose replicas and shards are the same are read
 * together, page by page; the pages of these groups are merged by token. So that not every group of
 * a large cluster is read at once, the ring is walked through in windows of consecutive vnodes that
 * hold few groups each. The state is confined to the scan's lane.
 */
final class TableScan implements RowScan {
  /** Groups that are read at once. */
  private static final int WINDOW_GROUPS_MAX = 16;

  /** Rows and bytes of a replica's page at most. */
  private static final int PAGE_ROWS_MAX = 1_000;

  private static final int PAGE_BYTES = 1 << 20;

  private final Requests requests;
  private final Lane lane;
  private final TableView table;
  private final Projection projection;
  private final int pageRows;
  private final RequestOptions options;

  private final List<ScanCursor> cursors = new ArrayList<>();
  private final ArrayDeque<ResultRow> ready = new ArrayDeque<>();
  private int vnodeNext;
  private @Nullable CompletableFuture<List<ResultRow>> asked;

  /** When the page that was asked for fails at the latest, however many requests it takes. */
  private long endNanos;

  private int fetching;
  private @Nullable RingtailException error;

  TableScan(
      Requests requests,
      TableView table,
      Projection projection,
      int pageRows,
      RequestOptions options) {
    this.requests = requests;
    this.lane = requests.lanes().pick();
    this.table = table;
    this.projection = projection;
    this.pageRows = Math.max(1, pageRows);
    this.options = options;
  }

  @Override
  public CompletionStage<List<ResultRow>> nextPage() {
    CompletableFuture<List<ResultRow>> page = new CompletableFuture<>();
    if (lane.isCurrent()) {
      ask(page);
    } else {
      Requests.execute(lane, () -> ask(page), page);
    }
    return page;
  }

  private void ask(CompletableFuture<List<ResultRow>> page) {
    if (asked != null) {
      page.completeExceptionally(new IllegalStateException("the page before is still on its way"));
      return;
    }
    asked = page;
    endNanos = requests.clock().nanos() + options.timeout().toNanos();
    error = null;
    advance();
  }

  /** Goes on until a page is full, the table ends, or pages have to be waited for. */
  private void advance() {
    while (fetching == 0 && error == null && ready.size() < pageRows) {
      if (needPages()) {
        fetchPages();
      } else if (!takeLeast() && !nextWindowOrFail()) {
        break;
      }
    }
    CompletableFuture<List<ResultRow>> page = asked;
    if (fetching > 0 || page == null) {
      return;
    }
    asked = null;
    RingtailException failed = error;
    if (failed != null) {
      page.completeExceptionally(failed);
      return;
    }
    List<ResultRow> rows = new ArrayList<>(Math.min(pageRows, ready.size()));
    while (rows.size() < pageRows && !ready.isEmpty()) {
      rows.add(ready.remove());
    }
    page.complete(rows);
  }

  private boolean needPages() {
    for (ScanCursor cursor : cursors) {
      if (cursor.needsPage()) {
        return true;
      }
    }
    return false;
  }

  private void fetchPages() {
    // Counts itself, so that a page that fails at once does not go on from within.
    fetching++;
    for (ScanCursor cursor : List.copyOf(cursors)) {
      if (cursor.needsPage()) {
        fetch(cursor);
      }
    }
    fetching--;
  }

  private void fetch(ScanCursor cursor) {
    long leftNanos = endNanos - requests.clock().nanos();
    if (leftNanos <= 0) {
      error =
          new RingtailException.ReadTimeout(
              "no page of " + pageRows + " rows within " + options.timeout().toMillis() + " ms");
      return;
    }
    long nowMillis = requests.clock().wallMillis();
    Request.Scan scan =
        new Request.Scan(
            table.schema().id(),
            cursor.vnodes(),
            cursor.next(),
            null,
            Math.min(pageRows, PAGE_ROWS_MAX),
            PAGE_BYTES,
            nowMillis);
    int bits = Integer.numberOfTrailingZeros(table.map().vnodes());
    long token = Vnode.firstToken(cursor.vnodes()[0], bits);
    fetching++;
    RequestOptions left = options.withTimeout(Duration.ofNanos(leftNanos));
    lane.submit(ReadOperation.of(Requests.aim(table, token, left), scan, new Page(cursor)));
  }

  /** Turns the partition with the least token into rows; false when there is none left. */
  private boolean takeLeast() {
    ScanCursor least = null;
    ScanPage.Partition first = null;
    for (ScanCursor cursor : cursors) {
      ScanPage.Partition head = cursor.peek();
      if (head != null
          && (first == null || Long.compareUnsigned(head.token(), first.token()) < 0)) {
        least = cursor;
        first = head;
      }
    }
    if (least == null) {
      return false;
    }
    ScanPage.Partition taken = least.take();
    if (!taken.data().rows().isEmpty()) {
      try {
        List<Object> key = TableKeys.decode(table.partitionKey(), taken.key());
        ready.addAll(projection.rows(key, taken.data(), requests.clock().wallMillis()));
      } catch (IllegalArgumentException e) {
        error =
            new RingtailException.ReplicaFailure("a row cannot be read: " + e.getMessage(), false);
      }
    }
    return true;
  }

  private boolean nextWindowOrFail() {
    try {
      return nextWindow();
    } catch (RingtailException e) {
      error = e;
      return true;
    }
  }

  /** Goes on with the next stretch of the ring; false at its end. */
  private boolean nextWindow() {
    cursors.clear();
    int vnodes = table.map().vnodes();
    if (vnodeNext == vnodes) {
      return false;
    }
    Grouping grouping = lane.grouping(table.schema(), table.keyspace());
    BitSet window = new BitSet(vnodes);
    BitSet groups = new BitSet();
    while (vnodeNext < vnodes) {
      groups.set(grouping.groupOf(vnodeNext));
      if (groups.cardinality() > WINDOW_GROUPS_MAX) {
        break;
      }
      window.set(vnodeNext++);
    }
    cursors.addAll(split(window.stream().toArray(), null));
    return true;
  }

  /** Cursors from one position on, one for each group of vnodes. */
  private List<ScanCursor> split(
      int[] vnodes, io.ringtail.protocol.message.@Nullable ScanPosition from) {
    Grouping grouping = lane.grouping(table.schema(), table.keyspace());
    TreeMap<Integer, BitSet> byGroup = new TreeMap<>();
    for (int vnode : vnodes) {
      byGroup.computeIfAbsent(grouping.groupOf(vnode), group -> new BitSet()).set(vnode);
    }
    List<ScanCursor> split = new ArrayList<>();
    for (BitSet group : byGroup.values()) {
      split.add(new ScanCursor(group.stream().toArray(), from));
    }
    return split;
  }

  /** A page on its way. */
  private final class Page implements Completion<ScanPage> {
    private final ScanCursor cursor;

    Page(ScanCursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public void completed(ScanPage page) {
      fetching--;
      cursor.add(page);
      advance();
    }

    @Override
    public void failed(RingtailException failure) {
      fetching--;
      error = failure;
      advance();
    }

    @Override
    public boolean regroup(boolean mayHaveTakenEffect) {
      // The vnodes may have come to different replicas: each part goes on from where all were.
      fetching--;
      try {
        List<ScanCursor> parts = split(cursor.vnodes(), cursor.next());
        cursors.remove(cursor);
        cursors.addAll(parts);
      } catch (RingtailException e) {
        error = e;
      }
      advance();
      return true;
    }
  }
}
