// SPDX-License-Identifier: Apache-2.0
/** Simulated time and threads; one thread. */
@NullMarked
package io.ringtail.tck.simulation.time;

import org.jspecify.annotations.NullMarked;
