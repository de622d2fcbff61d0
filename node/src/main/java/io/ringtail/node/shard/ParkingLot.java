// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.time.Deadline;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that were made by a newer map than this node has, until it has it. Confined to the
 * shard's loop.
 */
final class ParkingLot {
  /** A request with all that is needed to take it up again. */
  record Parked(FrameHeader header, Request.Data request, Requester requester, Deadline deadline) {}

  private List<Parked> parked = new ArrayList<>();

  int size() {
    return parked.size();
  }

  /** The newest epoch that a parked request was made by. */
  long newestEpoch() {
    long newest = 0;
    for (Parked each : parked) {
      newest = Math.max(newest, each.header().epoch());
    }
    return newest;
  }

  void add(Parked request) {
    parked.add(request);
  }

  /** Takes out all requests, in the order in which they came. */
  List<Parked> takeAll() {
    List<Parked> all = parked;
    parked = new ArrayList<>();
    return all;
  }
}
