// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import io.ringtail.benchmarks.engine.store.StoreFacts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a child JVM measured. Immutable.
 *
 * @param figure of the phase's row
 * @param operations, rows or bytes that were measured, whatever the phase counts
 * @param cpuSeconds user and system time of the whole process meanwhile
 * @param seconds on the wall meanwhile
 * @param cpuByThread CPU seconds by kind of thread, without those that have ended
 * @param facts what the engine tells at the end; null when it is closed by then
 */
record PhaseResult(
    double figure,
    long operations,
    double cpuSeconds,
    double seconds,
    Map<String, Double> cpuByThread,
    @Nullable StoreFacts facts) {}
