// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

/**
 * How many replicas of a partition have to answer. Whatever the level, a write goes to all of them.
 */
public enum Level {
  ONE,
  QUORUM,
  ALL;

  /** How many of so many replicas have to answer. */
  public int required(int replicas) {
    return switch (this) {
      case ONE -> 1;
      case QUORUM -> replicas / 2 + 1;
      case ALL -> replicas;
    };
  }
}
