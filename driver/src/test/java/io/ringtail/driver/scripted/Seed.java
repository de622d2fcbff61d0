// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.scripted;

/**
 * The seed of a random test: printed, and taken from {@code -Dringtail.seed=} where it is given.
 */
public final class Seed {
  private Seed() {}

  public static long of(Class<?> test) {
    String given = System.getProperty("ringtail.seed");
    long seed = given == null ? System.nanoTime() : Long.parseLong(given);
    System.out.println(test.getSimpleName() + ": -Dringtail.seed=" + seed);
    return seed;
  }
}
