// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.protocol.message.Reason;

/** What a store of hints tells, on the loop. */
public interface HintListener {
  /** Everything up to a position is committed, but for what was refused before. */
  void committed(long position);

  /**
   * What was taken and not yet written, with positions from one on up to another, is not kept after
   * all: the disk is full. Others go on. Something of it may be there all the same.
   */
  void refused(long from, long to, Reason reason, String detail);

  /** Hints could not be written or synced. Nothing more will be committed. */
  void failed(String reason, Throwable cause);
}
