// SPDX-License-Identifier: Apache-2.0
/** The simulated clusters that every build runs. */
@NullMarked
package io.ringtail.tck.simulation;

import org.jspecify.annotations.NullMarked;
