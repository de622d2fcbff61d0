// SPDX-License-Identifier: Apache-2.0
/**
 * The asynchronous load generator: choosers, checkable values and the closed loop; runs on the
 * driver's lane threads, imports {@code report} alone of this module.
 */
@NullMarked
package io.ringtail.benchmarks.load;

import org.jspecify.annotations.NullMarked;
