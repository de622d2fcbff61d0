// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import io.ringtail.protocol.schema.Schema;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was made of statements, by their text, for one keyspace and one set of connection
 * properties. Thread-safe.
 *
 * <p>Looking up is one hash table access. Where it is full, any older entry makes room: an
 * application with more texts than fit writes values into its statements, and none of these comes
 * again.
 *
 * @param <T> what is kept
 */
public final class PlanCache<T> {
  private record Entry<T>(Schema schema, T value) {}

  private final ConcurrentHashMap<String, Entry<T>> entries = new ConcurrentHashMap<>();
  private final int entriesMax;

  public PlanCache(int entriesMax) {
    this.entriesMax = entriesMax;
  }

  /** What is kept for a text, unless it was made for another schema. */
  @SuppressWarnings("ReferenceEquality") // as in Prepared.madeFor
  public @Nullable T get(String sql, Schema schema) {
    Entry<T> entry = entries.get(sql);
    return entry != null && entry.schema == schema ? entry.value : null;
  }

  public void put(String sql, Schema schema, T value) {
    if (entries.size() >= entriesMax && !entries.containsKey(sql)) {
      Iterator<String> any = entries.keySet().iterator();
      if (any.hasNext()) {
        entries.remove(any.next());
      }
    }
    entries.put(sql, new Entry<>(schema, value));
  }

  public int size() {
    return entries.size();
  }
}
