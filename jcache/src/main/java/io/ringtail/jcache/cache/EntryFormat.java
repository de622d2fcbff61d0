// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.cache;

import java.nio.ByteBuffer;
import javax.cache.CacheException;

/**
 * The bytes of the value column: an expiry, so that an update can keep it, then the encoded value.
 * The first byte tells whether eight bytes with the expiry follow. Stateless.
 */
final class EntryFormat {
  /** The entry lives until it is removed. */
  static final long NEVER = Long.MAX_VALUE;

  private static final byte WITHOUT_EXPIRY = 0;
  private static final byte WITH_EXPIRY = 1;

  private EntryFormat() {}

  /** Joins a value with the time, in milliseconds since 1970, at which it is gone. */
  static byte[] join(long expiryMillis, byte[] value) {
    boolean expires = expiryMillis != NEVER;
    ByteBuffer out = ByteBuffer.allocate(1 + (expires ? Long.BYTES : 0) + value.length);
    if (expires) {
      out.put(WITH_EXPIRY).putLong(expiryMillis);
    } else {
      out.put(WITHOUT_EXPIRY);
    }
    return out.put(value).array();
  }

  static long expiryMillis(byte[] entry) {
    return valueAt(entry) == 1 ? NEVER : ByteBuffer.wrap(entry).getLong(1);
  }

  static byte[] value(byte[] entry) {
    int at = valueAt(entry);
    byte[] value = new byte[entry.length - at];
    System.arraycopy(entry, at, value, 0, value.length);
    return value;
  }

  private static int valueAt(byte[] entry) {
    if (entry.length >= 1 && entry[0] == WITHOUT_EXPIRY) {
      return 1;
    }
    if (entry.length >= 1 + Long.BYTES && entry[0] == WITH_EXPIRY) {
      return 1 + Long.BYTES;
    }
    throw new CacheException(
        "an entry of "
            + entry.length
            + " bytes was not written by a cache: is its table used for something else?");
  }
}
