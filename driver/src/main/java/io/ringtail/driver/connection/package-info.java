// SPDX-License-Identifier: Apache-2.0

/**
 * Connections to a node's shards: handshake, heartbeat, stream ids, reconnects; each confined to
 * its loop's thread; imports {@code transport}, {@code retry} and {@code metric}.
 */
@NullMarked
package io.ringtail.driver.connection;

import org.jspecify.annotations.NullMarked;
