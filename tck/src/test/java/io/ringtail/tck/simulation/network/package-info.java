// SPDX-License-Identifier: Apache-2.0

/** Tests of the simulated network; the simulation's thread. */
@NullMarked
package io.ringtail.tck.simulation.network;

import org.jspecify.annotations.NullMarked;
