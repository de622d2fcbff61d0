// SPDX-License-Identifier: Apache-2.0
/**
 * Child JVMs, the cost of a process as the kernel counts it, and clusters of node processes on
 * loopback; one owner thread each, imports {@code report} alone.
 */
@NullMarked
package io.ringtail.benchmarks.process;

import org.jspecify.annotations.NullMarked;
