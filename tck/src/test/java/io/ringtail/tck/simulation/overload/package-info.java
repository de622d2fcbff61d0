// SPDX-License-Identifier: Apache-2.0
/** Whole clusters in simulated time whose shards take time for each request. */
@NullMarked
package io.ringtail.tck.simulation.overload;

import org.jspecify.annotations.NullMarked;
