// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.cache;

import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RowScan;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a cache page by page. It sees every entry that is there from beginning to end, and
 * may or may not see those that come or go meanwhile. Confined to its user.
 */
final class EntryIterator<K, V> implements Iterator<Cache.Entry<K, V>> {
  private final RowScan scan;
  private final Function<ResultRow, Cache.Entry<K, V>> decode;
  private final Consumer<K> remove;
  private Iterator<ResultRow> page = List.<ResultRow>of().iterator();
  private boolean atEnd;
  private Cache.@Nullable Entry<K, V> last;

  EntryIterator(RowScan scan, Function<ResultRow, Cache.Entry<K, V>> decode, Consumer<K> remove) {
    this.scan = scan;
    this.decode = decode;
    this.remove = remove;
  }

  @Override
  public boolean hasNext() {
    if (!atEnd && !page.hasNext()) {
      List<ResultRow> rows = Calls.await(scan.nextPage());
      atEnd = rows.isEmpty();
      page = rows.iterator();
    }
    return !atEnd;
  }

  @Override
  public Cache.Entry<K, V> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the cache has no further entry");
    }
    Cache.Entry<K, V> entry = decode.apply(page.next());
    last = entry;
    return entry;
  }

  @Override
  public void remove() {
    if (last == null) {
      throw new IllegalStateException("next() has not been called since the last remove()");
    }
    remove.accept(last.getKey());
    last = null;
  }
}
