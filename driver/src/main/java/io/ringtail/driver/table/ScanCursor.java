// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.coordination.ScanPage;
import io.ringtail.protocol.message.ScanPosition;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * How far a scan has come with vnodes that share their replicas and shards. Confined to the scan's
 * lane.
 */
final class ScanCursor {
  private final int[] vnodes;
  private final ArrayDeque<ScanPage.Partition> buffered = new ArrayDeque<>();
  private @Nullable ScanPosition next;
  private boolean ended;

  ScanCursor(int[] vnodes, @Nullable ScanPosition from) {
    this.vnodes = vnodes;
    this.next = from;
  }

  int[] vnodes() {
    return vnodes;
  }

  /** Where the next page begins; null at the start. */
  @Nullable ScanPosition next() {
    return next;
  }

  void add(ScanPage page) {
    buffered.addAll(page.partitions());
    next = page.next();
    ended = next == null;
  }

  /** Whether a page has to be fetched before anything can be taken. */
  boolean needsPage() {
    return buffered.isEmpty() && !ended;
  }

  boolean isExhausted() {
    return buffered.isEmpty() && ended;
  }

  ScanPage.@Nullable Partition peek() {
    return buffered.peek();
  }

  ScanPage.Partition take() {
    return buffered.remove();
  }
}
