// SPDX-License-Identifier: Apache-2.0
/**
 * What applications use: sessions, tables, options and errors; thread-safe or immutable; may import
 * the protocol's model.
 */
@NullMarked
package io.ringtail.driver.api;

import org.jspecify.annotations.NullMarked;
