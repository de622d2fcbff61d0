// SPDX-License-Identifier: Apache-2.0

/**
 * A shard's data: its write path into log and memtables, its read path over memtables and tables,
 * flushes and the manifest; confined to the shard's loop, with blocking work on given executors;
 * may import {@code config}, {@code disk} and the packages below this one.
 */
@NullMarked
package io.ringtail.node.storage;

import org.jspecify.annotations.NullMarked;
