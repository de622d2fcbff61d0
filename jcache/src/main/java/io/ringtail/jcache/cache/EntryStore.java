// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.cache;

import io.ringtail.driver.api.KeyValueTable;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.RowScan;
import io.ringtail.jcache.expiry.EntryExpiry;
import io.ringtail.jcache.expiry.Lifetime;
import io.ringtail.protocol.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache's entries as bytes in its table, with the cache's expiry. Thread-safe.
 *
 * <p>A write whose lifetime depends on whether the entry exists reads first. The two are not one
 * step: of two clients that create an entry at once, either's expiry may stay.
 */
public final class EntryStore {
  private final KeyValueTable<byte[], byte[]> table;
  private final RequestOptions options;
  private final EntryExpiry expiry;
  private final Clock clock;

  public EntryStore(
      KeyValueTable<byte[], byte[]> table,
      RequestOptions options,
      EntryExpiry expiry,
      Clock clock) {
    this.table = table;
    this.options = options;
    this.expiry = expiry;
    this.clock = clock;
  }

  /** An entry's key and value, both encoded. */
  record Entry(byte[] key, byte[] value) {}

  KeyValueTable<byte[], byte[]> table() {
    return table;
  }

  byte @Nullable [] get(byte[] key) {
    byte[] entry = read(key);
    return entry == null ? null : EntryFormat.value(entry);
  }

  List<Entry> getAll(Collection<byte[]> keys) {
    List<Entry> found = new ArrayList<>(keys.size());
    Calls.await(table.getAll(keys, options))
        .forEach((key, entry) -> found.add(new Entry(key, EntryFormat.value(entry))));
    return found;
  }

  void put(byte[] key, byte[] value) {
    long now = clock.wallMillis();
    byte[] before = expiry.sameForAllWrites() ? null : read(key);
    long expiryMillis = expiryMillis(before, now);
    if (expiryMillis <= now) {
      Calls.await(table.remove(key, options));
      return;
    }
    byte[] entry = EntryFormat.join(expiryMillis, value);
    if (expiryMillis == EntryFormat.NEVER) {
      Calls.await(table.put(key, entry, options));
    } else {
      Calls.await(table.put(key, entry, Duration.ofMillis(expiryMillis - now), options));
    }
  }

  @SuppressWarnings(
      "UndefinedEquals") // the driver's maps of arrays are walked through, never asked
  void putAll(List<Entry> entries) {
    long now = clock.wallMillis();
    Map<Bytes, byte[]> before = expiry.sameForAllWrites() ? Map.of() : existing(entries);
    List<byte[]> gone = new ArrayList<>();
    Map<Long, Map<byte[], byte[]>> byExpiry = new LinkedHashMap<>();
    for (Entry entry : entries) {
      long expiryMillis = expiryMillis(before.get(new Bytes(entry.key())), now);
      if (expiryMillis <= now) {
        gone.add(entry.key());
      } else {
        byExpiry
            .computeIfAbsent(expiryMillis, unused -> new LinkedHashMap<>())
            .put(entry.key(), EntryFormat.join(expiryMillis, entry.value()));
      }
    }
    byExpiry.forEach((expiryMillis, group) -> {
      Duration ttl =
          expiryMillis == EntryFormat.NEVER ? null : Duration.ofMillis(expiryMillis - now);
      Calls.await(table.putAll(group, ttl, options));
    });
    if (!gone.isEmpty()) {
      Calls.await(table.removeAll(gone, options));
    }
  }

  void remove(byte[] key) {
    Calls.await(table.remove(key, options));
  }

  void removeAll(Collection<byte[]> keys) {
    Calls.await(table.removeAll(keys, options));
  }

  RowScan scan(int pageRows) {
    return table.table().scan(null, pageRows, options);
  }

  /** When an entry written now is gone; not after now if it is not to be stored at all. */
  private long expiryMillis(byte @Nullable [] before, long now) {
    Lifetime lifetime = before == null ? expiry.onCreation() : expiry.onUpdate();
    if (lifetime instanceof Lifetime.Millis alive) {
      return now + alive.millis();
    }
    if (lifetime instanceof Lifetime.Unchanged && before != null) {
      return EntryFormat.expiryMillis(before);
    }
    return lifetime instanceof Lifetime.Gone ? now : EntryFormat.NEVER;
  }

  /**
   * An entry with its expiry; one whose time is over by this client's clock counts as gone even if
   * a replica still has it.
   */
  private byte @Nullable [] read(byte[] key) {
    byte[] entry = Calls.await(table.get(key, options));
    return entry == null || EntryFormat.expiryMillis(entry) <= clock.wallMillis() ? null : entry;
  }

  private Map<Bytes, byte[]> existing(List<Entry> entries) {
    Map<Bytes, byte[]> existing = new HashMap<>();
    Calls.await(table.getAll(entries.stream().map(Entry::key).toList(), options))
        .forEach((key, entry) -> existing.put(new Bytes(key), entry));
    return existing;
  }
}
