// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The history of keys that have one writer each, which writes 1, 2, 3 and so on, one after the
 * other. A read that begins after a write was acknowledged must return at least that number, and
 * never more than was tried. Thread-safe.
 */
public final class CounterHistory {
  /** Violations that are kept in words; the others are counted only. */
  private static final int VIOLATIONS_KEPT = 20;

  private final AtomicLongArray tried;
  private final AtomicLongArray acknowledged;
  private final AtomicLongArray seen;
  private final AtomicInteger violationCount = new AtomicInteger();
  private final List<String> violations = new ArrayList<>();

  public CounterHistory(int keys) {
    tried = new AtomicLongArray(keys);
    acknowledged = new AtomicLongArray(keys);
    seen = new AtomicLongArray(keys);
  }

  public int keys() {
    return tried.length();
  }

  /** The number that the key's only writer writes next. */
  public long beginWrite(int key) {
    return tried.incrementAndGet(key);
  }

  /** The write of a number was acknowledged. */
  public void acknowledge(int key, long number) {
    acknowledged.accumulateAndGet(key, number, Math::max);
  }

  /**
   * What a read that begins now has to return at least: what was acknowledged, or seen by an
   * earlier read.
   */
  public long floor(int key) {
    return Math.max(acknowledged.get(key), seen.get(key));
  }

  /**
   * Checks a read.
   *
   * @param floor {@link #floor} when the read began
   * @param number what it returned; 0 for no row
   */
  public void checkRead(int key, long floor, long number) {
    long ceiling = tried.get(key);
    if (number < floor || number > ceiling) {
      violate(
          "key "
              + key
              + " read "
              + number
              + ", but "
              + floor
              + " was acknowledged or seen before the read, and "
              + ceiling
              + " tried");
    }
    seen.accumulateAndGet(key, number, Math::max);
  }

  /** Notes a broken promise in words. */
  public void violate(String what) {
    violationCount.incrementAndGet();
    synchronized (violations) {
      if (violations.size() < VIOLATIONS_KEPT) {
        violations.add(what);
      }
    }
  }

  /** Broken promises, the first {@value #VIOLATIONS_KEPT} in words. */
  public List<String> violations() {
    synchronized (violations) {
      return List.copyOf(violations);
    }
  }

  public int violationCount() {
    return violationCount.get();
  }

  /** Acknowledged writes over all keys. */
  public long acknowledgedCount() {
    long sum = 0;
    for (int key = 0; key < acknowledged.length(); key++) {
      sum += acknowledged.get(key);
    }
    return sum;
  }
}
