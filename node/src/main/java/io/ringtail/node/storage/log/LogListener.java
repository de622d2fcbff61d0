// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

/** What a log tells, on the loop. */
public interface LogListener {
  /** Everything up to a position is committed. */
  void committed(long position);

  /** The log could not be written, synced or extended. Nothing more will be committed. */
  void failed(String reason, Throwable cause);
}
