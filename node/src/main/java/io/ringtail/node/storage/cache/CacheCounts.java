// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.cache;

/**
 * What a block cache takes, and how often it was of use since it was made.
 *
 * @param bytes of memory that are taken now, whether blocks lie there or not
 * @param bytesMax that they may take
 * @param hits look-ups that found their block
 * @param misses look-ups that did not
 */
public record CacheCounts(long bytes, long bytesMax, long hits, long misses) {}
