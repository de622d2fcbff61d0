// SPDX-License-Identifier: Apache-2.0

/** Mistakes in quorum coordination that the model has to find. */
@NullMarked
package io.ringtail.tck.exploration.coordination;

import org.jspecify.annotations.NullMarked;
