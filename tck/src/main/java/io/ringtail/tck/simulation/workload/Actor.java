// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.Session;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * An application's process that does something.
 *
 * @param process tells processes apart over the whole run
 * @param driver whose clock it has
 * @param random what it does
 * @param nanos true time
 * @param pausedUntilNanos until when nothing of the process runs
 * @param open told of each operation that begins
 */
public record Actor(
    Session session,
    int process,
    int driver,
    SplittableRandom random,
    LongSupplier nanos,
    LongSupplier pausedUntilNanos,
    Stamps stamps,
    OpenOperations open) {}
