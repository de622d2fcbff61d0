// SPDX-License-Identifier: Apache-2.0

/** Mistakes of voters that the model has to find. */
@NullMarked
package io.ringtail.tck.exploration.metadata;

import org.jspecify.annotations.NullMarked;
