// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.frame;

/**
 * What every frame begins with, in both directions. Two fields mean one thing in requests and
 * another in answers, which tell in them of the load of the shard.
 *
 * @param opcode the kind of message; the codec knows them
 * @param rank in requests their {@link Rank}; in answers how many ranks, from the last one on, the
 *     shard refuses now
 * @param streamId pairs an answer with its request on a connection; 0 for events
 * @param epoch of the sender's cluster map
 * @param clock the sender's hybrid timestamp
 * @param timeMicros in requests how long the sender will wait, in microseconds, relative because
 *     clocks differ; in answers how long what comes now waits until the shard begins with it
 * @param sentMicros the sender's monotonic clock, in microseconds modulo 2^32: only differences on
 *     one connection mean anything
 * @param requestWriter writer id of the lane that made the request; 0 in answers
 * @param requestCounter the lane's number of the request, the same when it is sent again; 0 in
 *     answers
 */
public record FrameHeader(
    int opcode,
    int rank,
    int streamId,
    long epoch,
    long clock,
    int timeMicros,
    int sentMicros,
    long requestWriter,
    long requestCounter) {
  /** The header of a request of the first rank, whose sender's clock stands still. */
  public FrameHeader(
      int opcode,
      int streamId,
      long epoch,
      long clock,
      int timeMicros,
      long requestWriter,
      long requestCounter) {
    this(opcode, Rank.FIRST, streamId, epoch, clock, timeMicros, 0, requestWriter, requestCounter);
  }
}
