// SPDX-License-Identifier: Apache-2.0

/**
 * Simulated hosts and what TCP makes of a bad network between them, as the driver's and the node's
 * transports; the simulation's thread; imports the driver's transport, the node's listener, and
 * simulated time.
 */
@NullMarked
package io.ringtail.tck.simulation.network;

import org.jspecify.annotations.NullMarked;
