// SPDX-License-Identifier: Apache-2.0
/**
 * Plans: what a statement does, as immutable values without Calcite, and the cache that keeps them
 * by SQL text.
 *
 * <p>Made once by the planner, run many times from any thread; imports {@code protocol.schema},
 * {@code type} and {@code error}.
 */
@NullMarked
package io.ringtail.jdbc.plan;

import org.jspecify.annotations.NullMarked;
