// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

/** What a shard's storage tells its shard, on the shard's loop. */
public interface StorageListener {
  /**
   * All writes up to a position of the log are as durable as the log's mode promises, so that
   * answers that wait for it may leave.
   */
  void committed(long position);

  /**
   * Storage cannot go on: a write or an fsync failed, and what is on disk is unknown. The process
   * must stop with this reason; nothing that is not committed may be acknowledged any more.
   */
  void failed(String reason, Throwable cause);
}
