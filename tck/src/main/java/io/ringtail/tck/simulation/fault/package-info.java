// SPDX-License-Identifier: Apache-2.0

/**
 * What can go wrong, how often it did, and the plan of what goes wrong when; one real thread;
 * imports nothing of the project.
 */
@NullMarked
package io.ringtail.tck.simulation.fault;

import org.jspecify.annotations.NullMarked;
