// SPDX-License-Identifier: Apache-2.0
/**
 * Where a cache lives and what it may do: URIs, properties and the checks of a configuration;
 * immutable values, imports {@code driver.api} alone.
 */
@NullMarked
package io.ringtail.jcache.configuration;

import org.jspecify.annotations.NullMarked;
