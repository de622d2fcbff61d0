// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.log.LogFormat;
import io.ringtail.node.storage.sstable.TokenRange;
import io.ringtail.protocol.ring.Vnode;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * The part of the ring of which a shard may have lost acknowledged writes: as slices of the ring, a
 * token's first 16 bits, so that it can be told of vnodes of any size. Immutable; {@code
 * docs/formats/suspects.md} has its bytes.
 */
final class Suspects {
  static final Suspects NONE = new Suspects(new BitSet());

  /** "RTSU" and the version of the format. */
  static final long MAGIC = 0x5254535500000001L;

  /** Magic (8), number of ranges (4), CRC32C (4). */
  private static final int BYTES_MIN = 16;

  private static final int RANGE_BYTES = 4;

  private final BitSet slices;

  private Suspects(BitSet slices) {
    this.slices = slices;
  }

  /** The whole ring. */
  static Suspects all() {
    BitSet all = new BitSet(LogFormat.SLICES);
    all.set(0, LogFormat.SLICES);
    return new Suspects(all);
  }

  static Suspects of(TokenRange tokens) {
    BitSet slices = new BitSet(LogFormat.SLICES);
    slices.set(LogFormat.sliceOf(tokens.first()), LogFormat.sliceOf(tokens.last()) + 1);
    return new Suspects(slices);
  }

  static Suspects of(BitSet slices) {
    return new Suspects((BitSet) slices.clone());
  }

  static Suspects ofVnode(int vnode, int vnodeBits) {
    return of(
        new TokenRange(Vnode.firstToken(vnode, vnodeBits), Vnode.lastToken(vnode, vnodeBits)));
  }

  boolean isEmpty() {
    return slices.isEmpty();
  }

  /** How many slices of the ring are suspect. */
  int count() {
    return slices.cardinality();
  }

  boolean hasToken(long token) {
    return !slices.isEmpty() && slices.get(LogFormat.sliceOf(token));
  }

  boolean hasVnode(int vnode, int vnodeBits) {
    int first = LogFormat.sliceOf(Vnode.firstToken(vnode, vnodeBits));
    int last = LogFormat.sliceOf(Vnode.lastToken(vnode, vnodeBits));
    if (first == last || slices.get(first)) {
      return slices.get(first);
    }
    int next = slices.nextSetBit(first);
    return next >= 0 && next <= last;
  }

  Suspects with(Suspects more) {
    BitSet both = (BitSet) slices.clone();
    both.or(more.slices);
    return new Suspects(both);
  }

  Suspects without(Suspects cleared) {
    BitSet left = (BitSet) slices.clone();
    left.andNot(cleared.slices);
    return new Suspects(left);
  }

  ByteBuffer encode() {
    int ranges = 0;
    for (int at = slices.nextSetBit(0); at >= 0; at = slices.nextSetBit(slices.nextClearBit(at))) {
      ranges++;
    }
    ByteBuffer out = ByteBuffer.allocate(BYTES_MIN + RANGE_BYTES * ranges);
    out.putLong(MAGIC).putInt(ranges);
    for (int at = slices.nextSetBit(0); at >= 0; at = slices.nextSetBit(slices.nextClearBit(at))) {
      out.putShort((short) at).putShort((short) (slices.nextClearBit(at) - 1));
    }
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.position());
    return out.putInt((int) crc.getValue()).flip();
  }

  /**
   * Reads suspects.
   *
   * @throws StorageException when these are not the bytes of any, whole
   */
  static Suspects decode(ByteBuffer in, String path) {
    int length = in.remaining();
    CRC32C crc = new CRC32C();
    crc.update(in.slice(0, Math.max(0, length - 4)));
    if (length < BYTES_MIN
        || in.getLong(0) != MAGIC
        || length != BYTES_MIN + (long) RANGE_BYTES * in.getInt(8)
        || in.getInt(length - 4) != (int) crc.getValue()) {
      throw new StorageException(
          path + ": offset 0: expected suspects with their checksum, found " + length + " bytes");
    }
    BitSet slices = new BitSet();
    in.position(12);
    for (int left = in.getInt(8); left > 0; left--) {
      int first = Short.toUnsignedInt(in.getShort());
      slices.set(first, Short.toUnsignedInt(in.getShort()) + 1);
    }
    return new Suspects(slices);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Suspects suspects && slices.equals(suspects.slices);
  }

  @Override
  public int hashCode() {
    return slices.hashCode();
  }

  @Override
  public String toString() {
    return slices.toString();
  }
}
