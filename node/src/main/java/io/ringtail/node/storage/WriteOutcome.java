// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.protocol.message.Reason;

/** What became of a write. */
public sealed interface WriteOutcome {
  /**
   * It is in the memtable, and will be committed.
   *
   * @param position of the log that must be committed before it is acknowledged
   * @param delayNanos how long it must not be acknowledged, since flushing has fallen behind; 0 is
   *     the rule
   */
  record Written(long position, long delayNanos) implements WriteOutcome {}

  /** Nothing happened. {@link Reason#DISK_FULL}, {@link Reason#OVERLOADED} or INVALID. */
  record Refused(Reason reason, String detail) implements WriteOutcome {}
}
