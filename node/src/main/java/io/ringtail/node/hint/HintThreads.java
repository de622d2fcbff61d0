// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What runs a shard's hints.
 *
 * @param loop the shard's own thread; hints are asked for on it, and call back on it
 * @param io makes, reads and deletes segments, several at a time
 * @param sync runs fsyncs, one at a time and in order
 */
public record HintThreads(ScheduledExecutorService loop, Executor io, Executor sync) {}
