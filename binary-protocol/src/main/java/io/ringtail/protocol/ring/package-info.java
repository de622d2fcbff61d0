// SPDX-License-Identifier: Apache-2.0
/**
 * Tokens, vnodes, epochs and node ids: the places of the ring; immutable; may import {@code time}.
 */
@NullMarked
package io.ringtail.protocol.ring;

import org.jspecify.annotations.NullMarked;
