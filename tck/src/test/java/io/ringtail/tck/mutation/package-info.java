// SPDX-License-Identifier: Apache-2.0

/**
 * Puts known bugs back into copies of the product's classes, to see that the simulation finds them:
 * patches applied to sources in memory, compiled, loaded beside the product; blocks its thread;
 * imports the simulation.
 */
@NullMarked
package io.ringtail.tck.mutation;

import org.jspecify.annotations.NullMarked;
