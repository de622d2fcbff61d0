// SPDX-License-Identifier: Apache-2.0
/**
 * The cluster benchmark: node processes, a load and what it cost; one thread steers it, imports
 * {@code report}, {@code process}, {@code load} and {@code floor}.
 */
@NullMarked
package io.ringtail.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
