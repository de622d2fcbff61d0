// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.cache;

import javax.cache.Cache;

/** An entry as an iterator gives it: a copy of what was read. */
record CacheEntry<K, V>(K getKey, V getValue) implements Cache.Entry<K, V> {
  @Override
  public <T> T unwrap(Class<T> type) {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new IllegalArgumentException("an entry cannot be seen as " + type.getName());
  }
}
