// SPDX-License-Identifier: Apache-2.0

/**
 * The acceptor of conditional writes: a partition's state, what a request makes of it, and the
 * hidden cells that keep it; pure; imports only the protocol.
 */
@NullMarked
package io.ringtail.node.consensus;

import org.jspecify.annotations.NullMarked;
