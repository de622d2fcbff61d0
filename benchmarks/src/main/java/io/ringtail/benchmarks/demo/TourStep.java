// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

/** A step of the tour: it shows something, checks it, and fails if it does not hold. */
interface TourStep {
  /** What the step shows, as a heading. */
  String title();

  void run(Tour tour) throws Exception;
}
