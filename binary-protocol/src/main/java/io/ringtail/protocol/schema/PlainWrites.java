// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

/** How writes without a condition are ordered. */
public enum PlainWrites {
  /** By the clocks of those who write, in one round trip. */
  FAST,
  /**
   * Each above all that was acknowledged before it began, in two round trips, whatever clocks say.
   */
  STRICT
}
