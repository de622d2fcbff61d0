// SPDX-License-Identifier: Apache-2.0

/** Broken rules of conditional writes, which the model has to find, and schedules by hand. */
@NullMarked
package io.ringtail.tck.exploration.consensus;

import org.jspecify.annotations.NullMarked;
