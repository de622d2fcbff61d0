// SPDX-License-Identifier: Apache-2.0
/**
 * The cache itself over one table; thread-safe, imports {@code configuration}, {@code codec} and
 * {@code expiry}.
 */
@NullMarked
package io.ringtail.jcache.cache;

import org.jspecify.annotations.NullMarked;
