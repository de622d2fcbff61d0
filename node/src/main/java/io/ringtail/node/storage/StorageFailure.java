// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

/** The first thing that went wrong for good, told to the shard once. Confined to the loop. */
final class StorageFailure {
  private final StorageListener listener;
  private boolean failed;

  StorageFailure(StorageListener listener) {
    this.listener = listener;
  }

  boolean failed() {
    return failed;
  }

  void fail(String reason, Throwable cause) {
    if (!failed) {
      failed = true;
      listener.failed(reason + ": " + cause.getMessage(), cause);
    }
  }
}
