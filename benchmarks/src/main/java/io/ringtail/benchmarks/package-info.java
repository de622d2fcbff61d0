// SPDX-License-Identifier: Apache-2.0

/** The load generators, the demo and the shells around them; its packages hold everything. */
@NullMarked
package io.ringtail.benchmarks;

import org.jspecify.annotations.NullMarked;
