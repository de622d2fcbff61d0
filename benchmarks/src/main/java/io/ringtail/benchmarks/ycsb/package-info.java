// SPDX-License-Identifier: Apache-2.0
/**
 * YCSB's own client over the three faces of Ringtail, in child JVMs; called by YCSB's threads,
 * imports {@code report} and {@code process}.
 */
@NullMarked
package io.ringtail.benchmarks.ycsb;

import org.jspecify.annotations.NullMarked;
