// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code java.sql} objects: Avatica's classes with execution, parameters and metadata of our
 * own.
 *
 * <p>One thread at a time, as {@code java.sql} has it, but for {@code cancel} and {@code abort};
 * imports the packages before it.
 */
@NullMarked
package io.ringtail.jdbc.connection;

import org.jspecify.annotations.NullMarked;
