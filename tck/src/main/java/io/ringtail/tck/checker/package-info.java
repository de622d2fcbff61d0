// SPDX-License-Identifier: Apache-2.0
/**
 * Judges histories: each checker names one promise and finds what breaks it, without false alarms.
 * Pure and confined to the caller's thread; imports {@code history}.
 */
@NullMarked
package io.ringtail.tck.checker;

import org.jspecify.annotations.NullMarked;
