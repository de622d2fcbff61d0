// SPDX-License-Identifier: Apache-2.0

/**
 * What proposers and acceptors of conditional writes say to each other; immutable values; imports
 * only time.
 */
@NullMarked
package io.ringtail.protocol.consensus;

import org.jspecify.annotations.NullMarked;
