// SPDX-License-Identifier: Apache-2.0

/**
 * A shard's commit log: segments, group commit and replay; confined to the shard's loop, fsyncs and
 * preallocation on given executors; may import {@code config} and {@code disk}.
 */
@NullMarked
package io.ringtail.node.storage.log;

import org.jspecify.annotations.NullMarked;
