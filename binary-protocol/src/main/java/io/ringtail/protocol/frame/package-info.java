// SPDX-License-Identifier: Apache-2.0
/**
 * Frames on a connection: header, size limit and checksum; each reader is confined to its
 * connection's thread; imports nothing of messages.
 */
@NullMarked
package io.ringtail.protocol.frame;

import org.jspecify.annotations.NullMarked;
