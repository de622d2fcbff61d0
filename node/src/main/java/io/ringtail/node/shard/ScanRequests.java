// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.storage.HiddenTables;
import io.ringtail.node.storage.ScanOutcome;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.ScanPosition;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** SCAN. Confined to the shard's loop. */
final class ScanRequests {
  private static final byte[] ALL_OF_IT = {};

  private final RequestCheck check;
  private final Acknowledgements acknowledgements;
  private final Supplier<ShardStorage> storage;

  /** Scans that wait for blocks. */
  private int loading;

  ScanRequests(
      RequestCheck check, Acknowledgements acknowledgements, Supplier<ShardStorage> storage) {
    this.check = check;
    this.acknowledgements = acknowledgements;
    this.storage = storage;
  }

  int waiting() {
    return loading;
  }

  void handle(FrameHeader header, Request.Scan scan, ServedMap map, Requester requester) {
    Response.Refused refused = check.scan(scan, map, header.epoch());
    if (refused != null) {
      requester.answer(header.streamId(), refused);
      return;
    }
    new InProgress(scan, map, requester, header.streamId()).data(null, null);
  }

  /** What both scans of a page are done with. */
  private interface Pages {
    void take(ScanOutcome.Page page);
  }

  /**
   * One scan: of the data, and up to where that page ends of what acceptors know, at one moment.
   * The one that has to be waited for is followed by the other again, until that is in memory; or
   * until acceptors are found to be where they were before the data was read.
   */
  private final class InProgress {
    private final Request.Scan scan;
    private final ServedMap map;
    private final Requester requester;
    private final int streamId;
    private int rounds;

    InProgress(Request.Scan scan, ServedMap map, Requester requester, int streamId) {
      this.scan = scan;
      this.map = map;
      this.requester = requester;
      this.streamId = streamId;
    }

    /**
     * Reads the data.
     *
     * @param states what acceptors know at this moment; null when that is not known
     * @param statesEnd up to where
     */
    void data(ScanOutcome.@Nullable Page states, @Nullable ScanPosition statesEnd) {
      ScanOutcome outcome = storage.get().scan(scan, map.vnodeBits());
      boolean isLate = outcome instanceof ScanOutcome.Pending;
      take(
          outcome,
          data -> {
            if (states != null && !isLate) {
              answer(ScanPage.of(data, states, statesEnd));
            } else if (storage.get().holds(HiddenTables.beside(scan.tableId()))) {
              states(data, states);
            } else {
              answer(ScanPage.of(data));
            }
          });
    }

    /**
     * Reads what acceptors know.
     *
     * @param data as it is at this moment
     * @param before what they knew before it was read; null when that is not known
     */
    private void states(ScanOutcome.Page data, ScanOutcome.@Nullable Page before) {
      ScanOutcome outcome = storage.get().scan(hidden(), map.vnodeBits(), data.next());
      boolean isLate = outcome instanceof ScanOutcome.Pending;
      take(
          outcome,
          states -> {
            if (!isLate || (before != null && ScanPage.areSame(before, states))) {
              answer(ScanPage.of(data, states, data.next()));
            } else if (rounds++ == ReadRequests.ROUNDS_MAX) {
              requester.answer(streamId, ReadRequests.overtaken(map));
            } else {
              data(states, data.next());
            }
          });
    }

    /** The hidden table from the beginning of the first partition on. */
    private Request.Scan hidden() {
      ScanPosition from = scan.from();
      return new Request.Scan(
          HiddenTables.beside(scan.tableId()),
          scan.vnodes(),
          from == null ? null : new ScanPosition(from.token(), from.key(), ALL_OF_IT),
          null,
          Request.Read.ROWS_ALL,
          scan.bytesLimit(),
          scan.nowMillis());
    }

    private void take(ScanOutcome outcome, Pages pages) {
      switch (outcome) {
        case ScanOutcome.Page page -> pages.take(page);
        case ScanOutcome.Damaged damaged ->
            requester.answer(streamId, new Response.Unknown(Reason.DAMAGED, damaged.detail()));
        case ScanOutcome.Pending pending -> {
          loading++;
          pending
              .waiting()
              .whenDone(late -> {
                loading--;
                take(late, pages);
              });
        }
      }
    }

    private void answer(ScanPage page) {
      acknowledgements.answer(page.position(), requester, streamId, page.response());
    }
  }
}
