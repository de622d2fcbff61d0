// SPDX-License-Identifier: Apache-2.0
/**
 * From SQL text to a plan: parses with Calcite's grammar, plans statements by key by itself and
 * leaves the rest to {@code calcite}.
 *
 * <p>Pure but for the schema it is given; used on any thread; imports {@code ast}, {@code parser},
 * {@code plan} and {@code calcite}.
 */
@NullMarked
package io.ringtail.jdbc.planner;

import org.jspecify.annotations.NullMarked;
