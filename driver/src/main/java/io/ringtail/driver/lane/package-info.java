// SPDX-License-Identifier: Apache-2.0

/**
 * Lanes: one thread's worth of a session, with its connections, its timers and the requests under
 * way; confined to the lane's thread but for the way in; imports {@code coordination}, {@code
 * routing} and {@code connection}.
 */
@NullMarked
package io.ringtail.driver.lane;

import org.jspecify.annotations.NullMarked;
