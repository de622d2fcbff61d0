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
    new InProgress(scan, map.vnodeBits(), requester, header.streamId()).begin();
  }

  /** What both scans of a page are done with. */
  private interface Pages {
    void take(ScanOutcome.Page page);
  }

  /**
   * One scan: of the data, and up to where that page ends of what acceptors know. These must not
   * know of what the data does not show; where they had to be waited for, the data is read again.
   */
  private final class InProgress {
    private final Request.Scan scan;
    private final int vnodeBits;
    private final Requester requester;
    private final int streamId;

    InProgress(Request.Scan scan, int vnodeBits, Requester requester, int streamId) {
      this.scan = scan;
      this.vnodeBits = vnodeBits;
      this.requester = requester;
      this.streamId = streamId;
    }

    void begin() {
      data(page -> {
        if (storage.get().holds(HiddenTables.beside(scan.tableId()))) {
          states(page);
        } else {
          answer(ScanPage.of(page));
        }
      });
    }

    private void data(Pages pages) {
      take(storage.get().scan(scan, vnodeBits), pages);
    }

    private void states(ScanOutcome.Page data) {
      ScanOutcome outcome = storage.get().scan(hidden(), vnodeBits, data.next());
      boolean late = outcome instanceof ScanOutcome.Pending;
      take(
          outcome,
          states -> {
            if (late) {
              data(again -> answer(ScanPage.of(again, states, data.next())));
            } else {
              answer(ScanPage.of(data, states, data.next()));
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
