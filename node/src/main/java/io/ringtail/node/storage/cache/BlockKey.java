// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.cache;

/** Names a block among all tables of a shard: file ids are never used again. */
public record BlockKey(long fileId, long offset) {
  @Override
  public int hashCode() {
    return Long.hashCode((fileId * 0x9E3779B97F4A7C15L) ^ offset);
  }
}
