// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import io.ringtail.benchmarks.engine.store.EngineStore;
import io.ringtail.benchmarks.engine.store.StoreSettings;

/**
 * What a child JVM is told to do. Immutable.
 *
 * @param folder where the engine's files are or will be
 * @param records how many there are or will be
 * @param warmupCpuSeconds CPU time that the JVM is given to compile what will be measured
 * @param cpuSeconds CPU time to measure, where the phase has no end of its own
 * @param profile file for a flight recording of the measured time; empty for none
 */
record PhaseOrder(
    EngineStore.Kind engine,
    Phase phase,
    String folder,
    long records,
    StoreSettings settings,
    double warmupCpuSeconds,
    double cpuSeconds,
    String profile) {}
