// SPDX-License-Identifier: Apache-2.0
/** What workloads demand of histories, by hand; one thread. */
@NullMarked
package io.ringtail.tck.simulation.workload;

import org.jspecify.annotations.NullMarked;
