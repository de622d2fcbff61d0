// SPDX-License-Identifier: Apache-2.0

/** The explorations that every change must pass, and what shows that they find mistakes. */
@NullMarked
package io.ringtail.tck.exploration;

import org.jspecify.annotations.NullMarked;
