// SPDX-License-Identifier: Apache-2.0

/**
 * Measures the storage engine of one shard beside RocksDB: phases in child JVMs, one after the
 * other, and the comparison of what they cost; called from one thread; may import {@code report},
 * {@code process} and {@code engine.store}.
 */
@NullMarked
package io.ringtail.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
