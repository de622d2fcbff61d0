// SPDX-License-Identifier: Apache-2.0
/**
 * The floor under a quorum operation: the least that three servers and a client must do, each on
 * one event loop of its own; imports {@code process}, {@code load} and {@code report}.
 */
@NullMarked
package io.ringtail.benchmarks.floor;

import org.jspecify.annotations.NullMarked;
