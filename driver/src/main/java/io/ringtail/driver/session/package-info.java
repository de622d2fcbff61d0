// SPDX-License-Identifier: Apache-2.0

/**
 * Sessions: opening, the newest map, schema changes, metrics and the end; thread-safe; imports
 * {@code table} and {@code lane}.
 */
@NullMarked
package io.ringtail.driver.session;

import org.jspecify.annotations.NullMarked;
