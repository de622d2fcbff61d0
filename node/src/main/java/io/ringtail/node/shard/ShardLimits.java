// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

/**
 * What a shard takes.
 *
 * @param inflightMax requests that may wait for disk, log or map
 * @param valueBytesMax the longest value of a cell
 */
public record ShardLimits(int inflightMax, int valueBytesMax) {
  /** The longest partition or clustering key: short beside a block of a table. */
  public static final int KEY_BYTES_MAX = 32 << 10;
}
