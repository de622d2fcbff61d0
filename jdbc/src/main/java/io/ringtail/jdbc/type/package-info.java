// SPDX-License-Identifier: Apache-2.0
/**
 * The nine column types as JDBC sees them, and the conversions between them and Java objects.
 *
 * <p>Static and pure, used on any thread; imports {@code protocol.type} and {@code jdbc.error}.
 */
@NullMarked
package io.ringtail.jdbc.type;

import org.jspecify.annotations.NullMarked;
