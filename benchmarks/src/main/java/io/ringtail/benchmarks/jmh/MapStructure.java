// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.jmh;

import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.row.Mutation;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** One of the JDK's sorted maps, on the heap. */
final class MapStructure implements MemtableStructure {
  record Place(long token, byte[] key) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byToken = Long.compareUnsigned(token, other.token);
      return byToken != 0 ? byToken : Arrays.compareUnsigned(key, other.key);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place place && compareTo(place) == 0;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(token);
    }
  }

  private final NavigableMap<Place, byte[]> map;
  private final PartitionScanner scanner = new PartitionScanner();
  private final PartitionScanner older = new PartitionScanner();

  MapStructure(NavigableMap<Place, byte[]> map) {
    this.map = map;
  }

  @Override
  public void put(long token, Mutation mutation) {
    scanner.scan(mutation.content());
    byte[] before = map.putIfAbsent(new Place(token, mutation.key()), mutation.content());
    if (before != null) {
      older.scan(before);
      if (scanner.replaces(older)) {
        map.put(new Place(token, mutation.key()), mutation.content());
      }
    }
  }

  @Override
  public byte @Nullable [] get(long token, byte[] key) {
    byte[] content = map.get(new Place(token, key));
    return content == null ? null : content.clone();
  }

  @Override
  public long scan() {
    long sum = 0;
    for (Map.Entry<Place, byte[]> entry : map.entrySet()) {
      Place place = entry.getKey();
      sum += place.token() + place.key().clone().length + entry.getValue().clone().length;
    }
    return sum;
  }

  @Override
  public long bytesOffHeap() {
    return 0;
  }

  @Override
  public void close() {
    map.clear();
  }
}
