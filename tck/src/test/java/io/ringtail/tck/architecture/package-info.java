// SPDX-License-Identifier: Apache-2.0

/** Holds the whole repository to its architecture and style; reads classes and sources, no more. */
@NullMarked
package io.ringtail.tck.architecture;

import org.jspecify.annotations.NullMarked;
