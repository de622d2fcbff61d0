// SPDX-License-Identifier: Apache-2.0

/** Mistakes in merging that the model has to find. */
@NullMarked
package io.ringtail.tck.exploration.merge;

import org.jspecify.annotations.NullMarked;
