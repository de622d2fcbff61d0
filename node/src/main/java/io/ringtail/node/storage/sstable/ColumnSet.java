// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The ids of the columns of which a table has cells. Immutable. */
public final class ColumnSet {
  /** Ids from here on are not told apart: a table with one of them may have cells of any column. */
  static final int ID_MAX = 1 << 12;

  private static final int ANY = 0xFFFF;

  /** A bit for each column; null where there may be cells of any. */
  private final @Nullable BitSet ids;

  private ColumnSet(@Nullable BitSet ids) {
    this.ids = ids;
  }

  /** Whether it is known which columns these are. */
  public boolean isKnown() {
    return ids != null;
  }

  /**
   * The least id in the set that is not below one; -1 when there is none.
   *
   * @throws IllegalStateException when it is not known which columns these are
   */
  public int nextId(int from) {
    if (ids == null) {
      throw new IllegalStateException("it is not known which columns there are");
    }
    return ids.nextSetBit(from);
  }

  int encodedBytes() {
    return 2 + (ids == null ? 0 : ids.toByteArray().length);
  }

  /** Number of bytes (2), then a bit for each id, from the lowest bit of the first byte on. */
  void encode(ByteBuffer out) {
    if (ids == null) {
      out.putShort((short) ANY);
      return;
    }
    byte[] bits = ids.toByteArray();
    out.putShort((short) bits.length).put(bits);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException when it is not that
   * @throws java.nio.BufferUnderflowException when it is cut
   */
  static ColumnSet decode(ByteBuffer in) {
    int length = in.getShort() & 0xFFFF;
    if (length == ANY) {
      return new ColumnSet(null);
    }
    if (length > ID_MAX / 8) {
      throw new IllegalArgumentException("columns in " + length + " bytes");
    }
    byte[] bits = new byte[length];
    in.get(bits);
    return new ColumnSet(BitSet.valueOf(bits));
  }

  @Override
  public String toString() {
    return ids == null ? "any" : ids.toString();
  }

  /** Collects ids. Confined to one thread. */
  static final class Builder {
    private final BitSet ids = new BitSet();
    private boolean any;

    void add(long id) {
      if (id < ID_MAX) {
        ids.set((int) id);
      } else {
        any = true;
      }
    }

    ColumnSet build() {
      return new ColumnSet(any ? null : (BitSet) ids.clone());
    }
  }
}
