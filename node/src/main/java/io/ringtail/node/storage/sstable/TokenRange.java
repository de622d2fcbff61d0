// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

/**
 * A stretch of the ring, both ends included.
 *
 * @param first unsigned
 * @param last unsigned
 */
public record TokenRange(long first, long last) {}
