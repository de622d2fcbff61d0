// SPDX-License-Identifier: Apache-2.0

/** The composition root of the JDBC driver; imported by nobody in this module. */
@NullMarked
package io.ringtail.jdbc;

import org.jspecify.annotations.NullMarked;
