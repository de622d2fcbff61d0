// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

/** Where a block is stored in its file, with header and checksum. */
public record BlockHandle(long offset, int length) {}
