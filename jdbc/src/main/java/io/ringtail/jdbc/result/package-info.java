// SPDX-License-Identifier: Apache-2.0
/**
 * Result sets: a cursor over a plan's rows, an accessor for each column, and their description.
 *
 * <p>One user each, as {@code java.sql} has it; imports {@code plan}, {@code type} and {@code
 * error}.
 */
@NullMarked
package io.ringtail.jdbc.result;

import org.jspecify.annotations.NullMarked;
