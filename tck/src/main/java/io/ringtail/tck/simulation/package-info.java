// SPDX-License-Identifier: Apache-2.0

/**
 * A whole cluster with its drivers in one thread from one seed: the product's own nodes and
 * sessions over simulated machines, what goes wrong with them, and what is checked; one real
 * thread; may import every other package of the simulation.
 */
@NullMarked
package io.ringtail.tck.simulation;

import org.jspecify.annotations.NullMarked;
