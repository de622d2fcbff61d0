// SPDX-License-Identifier: Apache-2.0
/**
 * Objects to bytes and back: fast codecs for common types, Java serialization for what a filter
 * allows; thread-safe, imports {@code configuration} alone.
 */
@NullMarked
package io.ringtail.jcache.codec;

import org.jspecify.annotations.NullMarked;
