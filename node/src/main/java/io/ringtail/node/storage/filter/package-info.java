// SPDX-License-Identifier: Apache-2.0

/**
 * Sets of tokens that say "perhaps" or "no"; immutable, and read by any thread; may import nothing.
 */
@NullMarked
package io.ringtail.node.storage.filter;

import org.jspecify.annotations.NullMarked;
