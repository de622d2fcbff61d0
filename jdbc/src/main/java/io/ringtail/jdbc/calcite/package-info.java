// SPDX-License-Identifier: Apache-2.0
/**
 * Queries that Calcite plans and the client computes: the schema as Calcite sees it, its types, and
 * the way from a validated tree to a computation.
 *
 * <p>Pure but for an injected clock; used on any thread; imports {@code plan}, {@code type} and
 * {@code error}.
 */
@NullMarked
package io.ringtail.jdbc.calcite;

import org.jspecify.annotations.NullMarked;
