// SPDX-License-Identifier: Apache-2.0

/**
 * The proposer of conditional writes: answers, ticks and failures in, effects out; confined to its
 * caller's thread; imports only the protocol's model and the quorum machines.
 */
@NullMarked
package io.ringtail.driver.consensus;

import org.jspecify.annotations.NullMarked;
