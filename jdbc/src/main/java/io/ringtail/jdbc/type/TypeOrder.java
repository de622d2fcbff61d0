// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.type;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.UUID;

/**
 * The order of each type's values, which is also the order of keys: text by code point, bytes and
 * UUIDs unsigned, decimals by value, -0.0 below 0.0, one NaN above all.
 */
public final class TypeOrder {
  private static final Comparator<Object> BOOLEANS =
      (a, b) -> Boolean.compare((Boolean) a, (Boolean) b);
  private static final Comparator<Object> INTEGERS =
      (a, b) -> Integer.compare((Integer) a, (Integer) b);
  private static final Comparator<Object> LONGS = (a, b) -> Long.compare((Long) a, (Long) b);
  private static final Comparator<Object> DOUBLES =
      (a, b) -> Double.compare((Double) a, (Double) b);
  private static final Comparator<Object> DECIMALS =
      (a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b);
  private static final Comparator<Object> TEXTS = (a, b) -> compareText((String) a, (String) b);
  private static final Comparator<Object> BYTES =
      (a, b) -> Arrays.compareUnsigned((byte[]) a, (byte[]) b);
  private static final Comparator<Object> UUIDS = (a, b) -> compareUuid((UUID) a, (UUID) b);
  private static final Comparator<Object> INSTANTS = (a, b) -> ((Instant) a).compareTo((Instant) b);

  private TypeOrder() {}

  /** Compares two values, neither null, both of the type's Java class. */
  public static Comparator<Object> of(SqlType type) {
    return switch (type) {
      case BOOLEAN -> BOOLEANS;
      case INTEGER -> INTEGERS;
      case BIGINT -> LONGS;
      case DOUBLE -> DOUBLES;
      case DECIMAL -> DECIMALS;
      case VARCHAR -> TEXTS;
      case VARBINARY -> BYTES;
      case UUID -> UUIDS;
      case TIMESTAMP -> INSTANTS;
    };
  }

  /**
   * By code point. UTF-16 differs from it only where one unit is a surrogate: those stand for what
   * lies above U+FFFF, but are less than the units from U+E000 on.
   */
  private static int compareText(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean surrogates = Character.isSurrogate(x) == Character.isSurrogate(y);
        return surrogates ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int compareUuid(UUID a, UUID b) {
    int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
  }
}
