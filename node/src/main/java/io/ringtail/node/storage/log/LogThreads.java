// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** The loop that a log is confined to, and what runs its preallocation and its fsyncs. */
public record LogThreads(ScheduledExecutorService loop, Executor io, Executor sync) {}
