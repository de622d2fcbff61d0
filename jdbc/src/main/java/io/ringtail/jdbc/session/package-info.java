// SPDX-License-Identifier: Apache-2.0
/**
 * What stands behind connections: the URL and its properties, and the driver session that
 * connections with the same URL share.
 *
 * <p>Thread-safe; imports {@code planner}, {@code execution} and {@code driver.api}.
 */
@NullMarked
package io.ringtail.jdbc.session;

import org.jspecify.annotations.NullMarked;
