// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import io.ringtail.node.storage.filter.FuseFilter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The filters of a table, each for the tokens from its first one up to the next filter's. */
final class TableFilters {
  /** First token (8), offset (8), length (4). */
  static final int ENTRY_BYTES = 20;

  private final long[] firstTokens;
  private final List<FuseFilter> filters;

  private TableFilters(long[] firstTokens, List<FuseFilter> filters) {
    this.firstTokens = firstTokens;
    this.filters = filters;
  }

  /** No filter, which admits no token. */
  static TableFilters none() {
    return new TableFilters(new long[0], List.of());
  }

  static TableFilters read(BlockCodec.Source source, BlockHandle handle) throws DamagedException {
    ByteBuffer in = ByteBuffer.wrap(BlockCodec.read(source, handle, BlockKind.FILTERS));
    long[] firstTokens = new long[in.remaining() / ENTRY_BYTES];
    List<FuseFilter> filters = new ArrayList<>(firstTokens.length);
    for (int i = 0; i < firstTokens.length; i++) {
      firstTokens[i] = in.getLong();
      BlockHandle each = new BlockHandle(in.getLong(), in.getInt());
      try {
        filters.add(FuseFilter.decode(BlockCodec.read(source, each, BlockKind.FILTER)));
      } catch (IllegalArgumentException malformed) {
        throw source.damaged(each.offset(), "expected a filter, found " + malformed.getMessage());
      }
    }
    return new TableFilters(firstTokens, filters);
  }

  boolean mayContain(long token) {
    int low = 0;
    int high = firstTokens.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(firstTokens[middle], token) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && filters.get(low - 1).mayContain(token);
  }

  long sizeBytes() {
    long bytes = 16L * firstTokens.length;
    for (FuseFilter filter : filters) {
      bytes += filter.sizeBytes();
    }
    return bytes;
  }
}
