// SPDX-License-Identifier: Apache-2.0
/**
 * Clocks, hybrid timestamps, ballots and deadlines; thread-safe or immutable; imports nothing of
 * the project.
 */
@NullMarked
package io.ringtail.protocol.time;

import org.jspecify.annotations.NullMarked;
