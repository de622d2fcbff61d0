// SPDX-License-Identifier: Apache-2.0
/**
 * How long an entry lives after each operation; thread-safe, imports no other package of this
 * module.
 */
@NullMarked
package io.ringtail.jcache.expiry;

import org.jspecify.annotations.NullMarked;
