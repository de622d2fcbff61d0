// SPDX-License-Identifier: Apache-2.0

/**
 * One queue of events that is all of simulated time, with the threads and clocks that simulated
 * processes see of it; one real thread; imports only the protocol's clock.
 */
@NullMarked
package io.ringtail.tck.simulation.time;

import org.jspecify.annotations.NullMarked;
