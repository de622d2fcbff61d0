// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code DatabaseMetaData} shows of a schema, as plain rows.
 *
 * <p>Pure; imports {@code protocol.schema}, {@code plan} and {@code type}.
 */
@NullMarked
package io.ringtail.jdbc.metadata;

import org.jspecify.annotations.NullMarked;
