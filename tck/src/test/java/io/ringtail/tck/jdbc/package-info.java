// SPDX-License-Identifier: Apache-2.0
/** The JDBC driver against real nodes, by itself and under unmodified tools. */
@NullMarked
package io.ringtail.tck.jdbc;

import org.jspecify.annotations.NullMarked;
