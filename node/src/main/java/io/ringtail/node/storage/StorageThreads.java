// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What runs a shard's storage.
 *
 * @param loop the shard's own thread; storage is called on it, and calls back on it
 * @param io runs blocking reads and flushes, several at a time
 * @param sync runs the log's fsyncs, one at a time for each shard; apart from {@code io}, so that
 *     no flush delays an acknowledgement
 * @param compactions runs compactions; apart from {@code io}, so that no read, flush or segment of
 *     the log waits behind one
 */
public record StorageThreads(
    ScheduledExecutorService loop, Executor io, Executor sync, Executor compactions) {}
