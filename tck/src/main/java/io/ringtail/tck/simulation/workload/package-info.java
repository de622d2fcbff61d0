// SPDX-License-Identifier: Apache-2.0

/**
 * What applications do in a simulation, by the driver's own API, with a history of it and what is
 * to be true of that; on the lanes' threads; imports the driver's API, histories and checkers.
 */
@NullMarked
package io.ringtail.tck.simulation.workload;

import org.jspecify.annotations.NullMarked;
