// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.message.Response;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers that wait until the log is committed up to a position, in the order in which they were
 * made: a ring of parallel arrays. Confined to the shard's loop.
 */
final class CommitQueue {
  private static final int INITIAL = 256;

  private long[] positions = new long[INITIAL];
  private int[] streamIds = new int[INITIAL];
  private @Nullable Requester[] requesters = new Requester[INITIAL];
  private @Nullable Response[] responses = new Response[INITIAL];
  private int head;
  private int size;

  int size() {
    return size;
  }

  void add(long position, Requester requester, int streamId, Response response) {
    if (size == positions.length) {
      grow();
    }
    int slot = (head + size) & (positions.length - 1);
    positions[slot] = position;
    requesters[slot] = requester;
    streamIds[slot] = streamId;
    responses[slot] = response;
    size++;
  }

  /** Lets go of the answers at the head that wait for no more than what is committed. */
  void release(long committed) {
    while (size > 0 && positions[head] <= committed) {
      int slot = head;
      Requester requester = requesters[slot];
      Response response = responses[slot];
      requesters[slot] = null;
      responses[slot] = null;
      head = (head + 1) & (positions.length - 1);
      size--;
      if (requester != null && response != null) {
        requester.answer(streamIds[slot], response);
      }
    }
  }

  private void grow() {
    int length = positions.length;
    long[] newPositions = new long[length * 2];
    int[] newStreamIds = new int[length * 2];
    @Nullable Requester[] newRequesters = Arrays.copyOf(requesters, length * 2);
    @Nullable Response[] newResponses = Arrays.copyOf(responses, length * 2);
    for (int i = 0; i < size; i++) {
      int slot = (head + i) & (length - 1);
      newPositions[i] = positions[slot];
      newStreamIds[i] = streamIds[slot];
      newRequesters[i] = requesters[slot];
      newResponses[i] = responses[slot];
    }
    positions = newPositions;
    streamIds = newStreamIds;
    requesters = newRequesters;
    responses = newResponses;
    head = 0;
  }
}
