// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.configuration;

import io.ringtail.protocol.schema.TableName;
import java.nio.charset.StandardCharsets;

/**
 * The table that holds a cache. Cache names may be any text, table names may not: lower-case ASCII
 * letters and, behind the first character, digits stand for themselves; an underscore is doubled;
 * every other byte of the name's UTF-8 is an underscore and two hexadecimal digits. Different names
 * give different tables. Stateless.
 */
public final class CacheTableName {
  private CacheTableName() {}

  /**
   * The table of a cache.
   *
   * @throws IllegalArgumentException if the name is empty, or too long once escaped
   */
  public static TableName of(String keyspace, String cacheName) {
    if (cacheName.isEmpty()) {
      throw new IllegalArgumentException("a cache needs a name");
    }
    StringBuilder table = new StringBuilder();
    for (byte b : cacheName.getBytes(StandardCharsets.UTF_8)) {
      boolean letter = b >= 'a' && b <= 'z';
      boolean digit = b >= '0' && b <= '9';
      if (letter || (digit && table.length() > 0)) {
        table.append((char) b);
      } else if (b == '_') {
        table.append("__");
      } else {
        table.append(String.format("_%02x", b));
      }
    }
    return new TableName(keyspace, table.toString());
  }
}
