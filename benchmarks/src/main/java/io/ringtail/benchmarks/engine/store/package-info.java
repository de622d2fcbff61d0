// SPDX-License-Identifier: Apache-2.0

/**
 * The storage engines that are compared, each behind the same operations in bulk on the same
 * records: Ringtail's shard storage on its own event loop, and RocksDB. Called from one thread;
 * imports no other package of this module.
 */
@NullMarked
package io.ringtail.benchmarks.engine.store;

import org.jspecify.annotations.NullMarked;
