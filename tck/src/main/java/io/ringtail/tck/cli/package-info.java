// SPDX-License-Identifier: Apache-2.0

/** The commands of this module: simulate and explore; may touch the world and import everything. */
@NullMarked
package io.ringtail.tck.cli;

import org.jspecify.annotations.NullMarked;
