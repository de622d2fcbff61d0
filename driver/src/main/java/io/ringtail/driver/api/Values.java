// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Arithmetic, order and equality of values as their column's types have them. Pure. */
final class Values {
  private Values() {}

  /** Whether two values are the same; numbers by value, bytes by content, null only as null. */
  static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == b;
    }
    boolean byContent = a instanceof byte[] || a instanceof BigDecimal;
    return byContent ? compare(a, b) == 0 : a.equals(b);
  }

  /** The order of keys of that type. */
  static int compare(Object a, Object b) {
    if (a instanceof byte[] left && b instanceof byte[] right) {
      return Arrays.compareUnsigned(left, right);
    }
    if (a instanceof UUID left && b instanceof UUID right) {
      int high =
          Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
      return high != 0
          ? high
          : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    }
    if (a instanceof String left && b instanceof String right) {
      return compare(left.codePoints().toArray(), right.codePoints().toArray());
    }
    if (a instanceof Comparable<?> && a.getClass() == b.getClass()) {
      @SuppressWarnings("unchecked") // of its own class, as was just seen
      Comparable<Object> left = (Comparable<Object>) a;
      return left.compareTo(b);
    }
    throw invalid("values of " + a.getClass().getSimpleName() + " have no order");
  }

  private static int compare(int[] a, int[] b) {
    return Arrays.compare(a, b);
  }

  /** A number as it is. */
  static <V> V number(V value) {
    if (!(value instanceof Number)) {
      throw invalid("values of " + value.getClass().getSimpleName() + " cannot be added");
    }
    return value;
  }

  /** The sum of two numbers of one class. */
  @SuppressWarnings("unchecked") // the sum is of the class of both
  static <V> V sum(V a, V b) {
    try {
      if (a instanceof Integer left && b instanceof Integer right) {
        return (V) (Object) Math.addExact(left, right);
      }
      if (a instanceof Long left && b instanceof Long right) {
        return (V) (Object) Math.addExact(left, right);
      }
    } catch (ArithmeticException overflow) {
      throw invalid("the sum of " + a + " and " + b + " is too great for its type");
    }
    if (a instanceof Double left && b instanceof Double right) {
      return (V) (Object) (left + right);
    }
    if (a instanceof BigDecimal left && b instanceof BigDecimal right) {
      return (V) left.add(right);
    }
    throw invalid("values of " + a.getClass().getSimpleName() + " cannot be added");
  }

  /** One value behind the other. */
  @SuppressWarnings("unchecked") // the whole is of the class of both
  static <V> V concatenation(V head, V tail) {
    if (head instanceof String left && tail instanceof String right) {
      return (V) (left + right);
    }
    if (head instanceof byte[] left && tail instanceof byte[] right) {
      byte[] whole = Arrays.copyOf(left, left.length + right.length);
      System.arraycopy(right, 0, whole, left.length, right.length);
      return (V) whole;
    }
    throw invalid("values of " + head.getClass().getSimpleName() + " cannot be appended to");
  }

  private static RingtailException invalid(String message) {
    return new RingtailException.InvalidRequest(message);
  }
}
