// SPDX-License-Identifier: Apache-2.0
/**
 * Figures for people and programs: latency summaries, tables, progress lines and JSON files; called
 * from one thread, imports no other package of this module.
 */
@NullMarked
package io.ringtail.benchmarks.report;

import org.jspecify.annotations.NullMarked;
