// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.RowScan;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.schema.Column;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.Status;
import site.ycsb.StringByteIterator;

/**
 * YCSB over the driver's blocking calls. One instance for each of YCSB's threads; all share one
 * session.
 */
public final class DriverBinding extends DB {
  private static final int SCAN_PAGE_ROWS = 1_000;

  private @Nullable Table table;
  private RequestOptions options = RequestOptions.DEFAULT;

  @Override
  public void init() {
    BindingSettings settings = BindingSettings.of(getProperties());
    options = settings.requests();
    table = Shared.acquire(settings).table(UserTable.NAME);
  }

  @Override
  public void cleanup() {
    Shared.release();
  }

  @Override
  public Status read(
      String tableName,
      String key,
      @Nullable Set<String> fields,
      Map<String, ByteIterator> result) {
    return attempt(() -> {
      ResultRow row = await(table().get(Key.of(key), columns(fields), options));
      if (row == null) {
        return Status.NOT_FOUND;
      }
      copy(row, result);
      return Status.OK;
    });
  }

  /**
   * Reads the records whose keys follow a key. Keys lie on the ring by their hashes, so this walks
   * through the whole table and keeps the smallest: slow, but right.
   */
  @Override
  @SuppressWarnings("NonApiType") // YCSB's signature
  public Status scan(
      String tableName,
      String startKey,
      int count,
      @Nullable Set<String> fields,
      Vector<HashMap<String, ByteIterator>> result) {
    return attempt(() -> {
      NavigableMap<String, ResultRow> smallest = new TreeMap<>();
      RowScan scan = table().scan(columns(fields), SCAN_PAGE_ROWS, options);
      for (List<ResultRow> page = await(scan.nextPage());
          !page.isEmpty();
          page = await(scan.nextPage())) {
        keepSmallest(page, startKey, count, smallest);
      }
      for (ResultRow row : smallest.values()) {
        HashMap<String, ByteIterator> values = new HashMap<>();
        copy(row, values);
        result.add(values);
      }
      return Status.OK;
    });
  }

  private static void keepSmallest(
      List<ResultRow> page, String startKey, int count, NavigableMap<String, ResultRow> smallest) {
    for (ResultRow row : page) {
      String key = String.valueOf(row.get(UserTable.KEY));
      if (key.compareTo(startKey) >= 0) {
        smallest.put(key, row);
        if (smallest.size() > count) {
          smallest.pollLastEntry();
        }
      }
    }
  }

  @Override
  public Status update(String tableName, String key, Map<String, ByteIterator> values) {
    return write(table().update(Key.of(key), StringByteIterator.getStringMap(values)));
  }

  @Override
  public Status insert(String tableName, String key, Map<String, ByteIterator> values) {
    return write(table().insert(Key.of(key), StringByteIterator.getStringMap(values)));
  }

  @Override
  public Status delete(String tableName, String key) {
    return write(RowWrite.delete(Key.of(key)));
  }

  private Status write(RowWrite write) {
    return attempt(() -> {
      await(table().write(write, options));
      return Status.OK;
    });
  }

  private Table table() {
    return Objects.requireNonNull(table, "init() comes first");
  }

  private @Nullable List<Column> columns(@Nullable Set<String> fields) {
    return fields == null
        ? null
        : table().schema().regularColumns().stream()
            .filter(column -> fields.contains(column.name()))
            .toList();
  }

  private static void copy(ResultRow row, Map<String, ByteIterator> result) {
    List<Column> columns = row.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (row.get(i) instanceof String value && !columns.get(i).name().equals(UserTable.KEY)) {
        result.put(columns.get(i).name(), new StringByteIterator(value));
      }
    }
  }

  private static <T extends @Nullable Object> T await(CompletionStage<T> call) {
    return call.toCompletableFuture().join();
  }

  /** An operation that may fail. */
  private interface Attempt {
    Status run();
  }

  private static Status attempt(Attempt attempt) {
    try {
      return attempt.run();
    } catch (CompletionException | RingtailException failure) {
      return Failures.status(failure);
    }
  }
}
