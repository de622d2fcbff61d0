// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

/**
 * What an engine tells of itself since it was opened; what was not counted is 0. Immutable.
 *
 * @param tables files of data
 * @param tableBytes what they take
 * @param logWrittenBytes written to the log, without the zeros that make room for it
 * @param zeroBytes zeros written to make room
 * @param tableWrittenBytes written by flushes and compactions
 * @param logSyncs fsyncs of the log
 * @param memtableBytes memory of the memtables; {@link #UNKNOWN} when the engine cannot tell
 * @param readerBytes memory of indexes and filters; {@link #UNKNOWN} when the engine cannot tell
 */
public record StoreFacts(
    long tables,
    long tableBytes,
    long logWrittenBytes,
    long zeroBytes,
    long tableWrittenBytes,
    long logSyncs,
    long memtableBytes,
    long readerBytes) {
  /** To be measured from outside. */
  public static final long UNKNOWN = -1;
}
