// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.message.Reason;

/** What became of hints that were to be kept. */
public sealed interface HintOutcome {
  /**
   * They will be committed, or refused all the same if the disk turns out to be full.
   *
   * @param position that must be committed before they are acknowledged: greater than all before,
   *     of whatever target
   */
  record Kept(long position) implements HintOutcome {}

  /**
   * Nothing happened. {@link Reason#OVERLOADED}, {@link Reason#DISK_FULL} or {@link
   * Reason#STOPPING}.
   */
  record Refused(Reason reason, String detail) implements HintOutcome {}
}
