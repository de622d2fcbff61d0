// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import io.ringtail.protocol.map.Node;

/**
 * What a session saw of one node since it began.
 *
 * @param connections links open now
 * @param requests requests sent
 * @param failures requests that ended without a usable answer, other than those in {@code
 *     overloads}
 * @param overloads requests that the node refused because it had too much to do, and those that
 *     were not sent because it had said so
 * @param retries requests that the node refused for now, and is asked again
 * @param repairs rows that read repair wrote back to the node, because its answer lacked them or
 *     had them older
 * @param repairsDropped steps of read repair that nobody waited for, and that were left to the next
 *     read, since too many such were under way or the read's time was over
 * @param digests reads that the node was asked for a digest of
 * @param digestsDiffered those of them whose digest was of other data than another node's
 * @param speculations reads that the node was asked for because another one was late
 * @param speculationsWon those of them for which its answer came first
 * @param cancellations reads that the node gave up, before it had read for them from its disk what
 *     they needed, since others had answered
 * @param hints writes that did not reach the node, and that another one keeps for it
 * @param misses writes that did not reach the node, and that nobody keeps for it: it gets them by
 *     repair
 * @param p50Micros median time to an answer, in microseconds; 0 where there was none
 */
public record NodeMetrics(
    Node node,
    int connections,
    int inflight,
    long requests,
    long failures,
    long overloads,
    long retries,
    long repairs,
    long repairsDropped,
    long digests,
    long digestsDiffered,
    long speculations,
    long speculationsWon,
    long cancellations,
    long hints,
    long misses,
    long p50Micros,
    long p99Micros) {}
