// SPDX-License-Identifier: Apache-2.0

/** The conformance, simulation and torture tests; its packages hold everything. */
@NullMarked
package io.ringtail.tck;

import org.jspecify.annotations.NullMarked;
