// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

/** What a table takes in one shard. */
public record TableUsage(int tableId, long memtableBytes, int sstables, long sstableBytes) {}
