// SPDX-License-Identifier: Apache-2.0

/**
 * The transport over sockets: epoll where there is one, NIO elsewhere; each link confined to its
 * event loop.
 */
@NullMarked
package io.ringtail.driver.netty;

import org.jspecify.annotations.NullMarked;
