// SPDX-License-Identifier: Apache-2.0

/**
 * The table faces of a session: rows to mutations and back, many keys, slices and scans;
 * thread-safe; imports {@code lane}.
 */
@NullMarked
package io.ringtail.driver.table;

import org.jspecify.annotations.NullMarked;
