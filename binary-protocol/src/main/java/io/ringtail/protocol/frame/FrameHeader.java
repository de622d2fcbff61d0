// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.frame;

/**
 * What every frame begins with, in both directions.
 *
 * @param opcode the kind of message; the codec knows them
 * @param streamId pairs an answer with its request on a connection; 0 for events
 * @param epoch of the sender's cluster map
 * @param clock the sender's hybrid timestamp
 * @param timeLeftMicros how long the sender will wait, in microseconds, relative because clocks
 *     differ; 0 in answers
 * @param requestWriter writer id of the lane that made the request; 0 in answers
 * @param requestCounter the lane's number of the request, the same when it is sent again; 0 in
 *     answers
 */
public record FrameHeader(
    int opcode,
    int streamId,
    long epoch,
    long clock,
    int timeLeftMicros,
    long requestWriter,
    long requestCounter) {}
