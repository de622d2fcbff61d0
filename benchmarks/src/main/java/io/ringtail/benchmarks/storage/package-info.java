// SPDX-License-Identifier: Apache-2.0

/**
 * Measurements behind decisions about the storage of a node, each a main of its own, in CPU time of
 * one thread; may import anything.
 */
@NullMarked
package io.ringtail.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
