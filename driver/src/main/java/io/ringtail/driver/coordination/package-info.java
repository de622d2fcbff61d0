// SPDX-License-Identifier: Apache-2.0

/**
 * The quorum state machines of writes, reads and scans: replies, ticks and failures in, effects
 * out; each confined to its caller's thread; imports only the protocol's model.
 */
@NullMarked
package io.ringtail.driver.coordination;

import org.jspecify.annotations.NullMarked;
