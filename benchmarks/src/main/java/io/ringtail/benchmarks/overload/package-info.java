// SPDX-License-Identifier: Apache-2.0
/**
 * What becomes of a cluster that is asked for more than it can do: an open loop over node
 * processes; imports {@code process}, {@code load}, {@code cluster} and {@code report}.
 */
@NullMarked
package io.ringtail.benchmarks.overload;

import org.jspecify.annotations.NullMarked;
