// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration;

/**
 * A small world that runs to its end under given choices, checking what it promises on the way. One
 * object runs many schedules, one after the other, each from a fresh start.
 */
public interface Model {
  String name();

  /**
   * Runs one schedule. Ends for all choices.
   *
   * @return how many operations it had
   * @throws BrokenPromise when something happened that never may
   */
  int run(Choices choices, Trace trace);
}
