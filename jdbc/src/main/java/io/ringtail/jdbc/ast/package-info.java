// SPDX-License-Identifier: Apache-2.0
/**
 * The statements that Ringtail adds to Calcite's SQL, as the parser makes them.
 *
 * <p>Plain immutable trees, used on any thread; imports Calcite's {@code sql} packages and nothing
 * of Ringtail.
 */
@NullMarked
package io.ringtail.jdbc.ast;

import org.jspecify.annotations.NullMarked;
