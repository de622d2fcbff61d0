// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.metadata;

import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * A request from one node to another, or its answer on the way back.
 *
 * @param change that asks; null where the node itself does
 * @param round of the change's proposer
 * @param way whether it is a request still
 * @param answer null in requests and where none came in time
 */
record Letter(
    int from,
    int to,
    @Nullable Change change,
    int round,
    Request.Control request,
    Way way,
    @Nullable Response answer) {
  /** Where it is. */
  enum Way {
    REQUEST,
    /** A request that nobody waits for any more. */
    LATE_REQUEST,
    ANSWER
  }

  static Letter request(
      int from, int to, @Nullable Change change, int round, Request.Control request) {
    return new Letter(from, to, change, round, request, Way.REQUEST, null);
  }

  Letter answered(@Nullable Response with) {
    return new Letter(from, to, change, round, request, Way.ANSWER, with);
  }

  Letter late() {
    return new Letter(from, to, change, round, request, Way.LATE_REQUEST, null);
  }

  /** One chain for each change and voter; what nodes ask for themselves is one of theirs. */
  int chain(int nodes) {
    return (change == null ? 0 : change.number) * nodes + to;
  }

  @Override
  public String toString() {
    String who = change == null ? "node " + from : change + " on node " + from;
    return way == Way.ANSWER
        ? "node " + to + " -> " + who + ": " + Words.of(answer)
        : who + " -> node " + to + ": " + Words.of(request);
  }
}
