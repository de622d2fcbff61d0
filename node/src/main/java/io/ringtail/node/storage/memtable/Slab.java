// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import io.ringtail.node.storage.memory.Chunk;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a generation of memtables, off the heap, in large chunks that are never moved and
 * given back all at once. It holds entries, each of a key and a content, and the blocks that an
 * index is made of:
 *
 * <pre>
 *   key length and flags | room for content | content length | key | content, spare room
 * </pre>
 *
 * The three numbers take 1, 2 or 4 bytes each, as the {@link #widthOf} says; a content's length as
 * many as its room. What lies in the slab is named by a reference: the number of its chunk, then
 * its offset in units of eight bytes. Written by one thread; read by any once it is not written to
 * any more. Whoever reads after {@link #release}, on whatever thread, gets an
 * IllegalStateException.
 */
final class Slab {
  /** The entry's content is a number, not a canonical encoding. */
  static final int WIDE = 1;

  /** A cell of the entry expires. */
  static final int EXPIRES = 2;

  private static final int FLAGS_ALL = 3;
  private static final int FLAG_BITS = 2;

  /** Offsets in a chunk, in units of 8 bytes: 2^17 of them are 1 MiB. */
  private static final int OFFSET_BITS = 17;

  private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;

  /** The first chunk, which is all that many memtables need; each next one is twice as large. */
  private static final int FIRST_CHUNK_BYTES = 1 << 15;

  /** Chunks that references can name: 32 GiB of them. */
  private static final int CHUNKS_MAX = 1 << (32 - OFFSET_BITS);

  /** Greatest number that takes one byte, and two; four take up to 2^30 - 1. */
  private static final int ONE_BYTE_MAX = (1 << 7) - 1;

  private static final int TWO_BYTES_MAX = (1 << 14) - 1;
  private static final int NUMBER_MAX = (1 << 30) - 1;
  private static final int TWO_BYTES_MARK = 0x8000;
  private static final int FOUR_BYTES_MARK = 0xC000_0000;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG_OF_ARRAY =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final ChunkPool pool;
  private final List<Chunk> chunks = new ArrayList<>();

  /** Open as long as the bytes may be read; null while there are none. */
  private @Nullable Arena reading;

  private MemorySegment[] views = new MemorySegment[8];
  private boolean released;

  /** Bytes of the newest chunk, and how many of them are taken. */
  private int capacity;

  private int used;
  private long allocatedBytes;
  private long usedBytes;

  Slab(ChunkPool pool) {
    this.pool = pool;
  }

  /** Bytes of all chunks. */
  long allocatedBytes() {
    return allocatedBytes;
  }

  /** Bytes of all entries and blocks. */
  long usedBytes() {
    return usedBytes;
  }

  /** Gives all memory back; nothing may be read any more. */
  void release() {
    released = true;
    if (reading != null) {
      reading.close();
    }
    chunks.forEach(pool::give);
    chunks.clear();
    capacity = 0;
    used = 0;
  }

  /** Adds a block of bytes, which may hold anything. It begins at a multiple of eight bytes. */
  int allocate(int bytes) {
    int rounded = Math.addExact(bytes, 7) & -8;
    if (rounded > capacity - used) {
      addChunk(rounded);
    }
    int offset = used;
    used += rounded;
    usedBytes += rounded;
    return ((chunks.size() - 1) << OFFSET_BITS) | (offset >>> 3);
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by release()
  private void addChunk(int bytes) {
    if (released || chunks.size() == CHUNKS_MAX) {
      throw new IllegalStateException(
          "a slab of " + allocatedBytes + " bytes is " + (released ? "released" : "full"));
    }
    if (reading == null) {
      reading = Arena.ofShared();
    }
    // A block too long for a chunk gets one of its own, which nothing else goes into.
    int doubled = Math.min(2 * Math.min(capacity, ChunkPool.CHUNK_BYTES), ChunkPool.CHUNK_BYTES);
    capacity = Math.max(bytes, Math.max(doubled, FIRST_CHUNK_BYTES));
    Chunk chunk = pool.take(capacity);
    if (chunks.size() == views.length) {
      views = Arrays.copyOf(views, 2 * views.length);
    }
    views[chunks.size()] = chunk.view(reading);
    chunks.add(chunk);
    allocatedBytes += capacity;
    used = 0;
  }

  /** The memory that a reference points into. */
  MemorySegment memory(int reference) {
    return views[reference >>> OFFSET_BITS];
  }

  /** Where in its memory a reference points to. */
  static long offset(int reference) {
    return (long) (reference & OFFSET_MASK) << 3;
  }

  /** Adds an entry with room for a content of a length. */
  int add(byte[] key, int contentRoom) {
    if (contentRoom > NUMBER_MAX || key.length > NUMBER_MAX >>> FLAG_BITS) {
      throw new IllegalStateException(
          "an entry of " + key.length + " and " + contentRoom + " bytes; at most " + NUMBER_MAX);
    }
    int keyAndFlags = key.length << FLAG_BITS;
    int keyWidth = widthOf(keyAndFlags);
    int bytes = keyWidth + 2 * widthOf(contentRoom) + key.length + contentRoom;
    // What rounding up leaves is room, too, unless it made the numbers longer.
    int spare = -bytes & 7;
    int room =
        widthOf(contentRoom + spare) == widthOf(contentRoom) ? contentRoom + spare : contentRoom;
    int roomWidth = widthOf(room);
    int reference = allocate(bytes);
    MemorySegment memory = memory(reference);
    long at = offset(reference);
    put(memory, at, keyAndFlags, keyWidth);
    put(memory, at + keyWidth, room, roomWidth);
    put(memory, at + keyWidth + roomWidth, 0, roomWidth);
    MemorySegment.copy(key, 0, memory, BYTE, at + keyWidth + 2L * roomWidth, key.length);
    return reference;
  }

  private static int widthOf(int number) {
    return number <= ONE_BYTE_MAX ? 1 : number <= TWO_BYTES_MAX ? 2 : 4;
  }

  private static void put(MemorySegment memory, long at, int number, int width) {
    switch (width) {
      case 1 -> memory.set(BYTE, at, (byte) number);
      case 2 -> memory.set(SHORT, at, (short) (number | TWO_BYTES_MARK));
      default -> memory.set(INT, at, number | FOUR_BYTES_MARK);
    }
  }

  private static int get(MemorySegment memory, long at) {
    int first = memory.get(BYTE, at);
    if (first >= 0) {
      return first;
    }
    return (first & 0x40) == 0
        ? memory.get(SHORT, at) & TWO_BYTES_MAX
        : memory.get(INT, at) & ~FOUR_BYTES_MARK;
  }

  /** Bytes of the number at a place, as its first one tells. */
  private static int width(MemorySegment memory, long at) {
    int first = memory.get(BYTE, at);
    return first >= 0 ? 1 : (first & 0x40) == 0 ? 2 : 4;
  }

  private static long roomAt(MemorySegment memory, long at) {
    return at + width(memory, at);
  }

  private static long lengthAt(MemorySegment memory, long at) {
    long room = roomAt(memory, at);
    return room + width(memory, room);
  }

  private static long keyAt(MemorySegment memory, long at) {
    long room = roomAt(memory, at);
    return room + 2L * width(memory, room);
  }

  private static long contentAt(MemorySegment memory, long at) {
    return keyAt(memory, at) + (get(memory, at) >>> FLAG_BITS);
  }

  int flags(int reference) {
    return get(memory(reference), offset(reference)) & FLAGS_ALL;
  }

  int contentRoom(int reference) {
    MemorySegment memory = memory(reference);
    return get(memory, roomAt(memory, offset(reference)));
  }

  int contentLength(int reference) {
    MemorySegment memory = memory(reference);
    return get(memory, lengthAt(memory, offset(reference)));
  }

  int keyLength(int reference) {
    return get(memory(reference), offset(reference)) >>> FLAG_BITS;
  }

  byte[] key(int reference) {
    byte[] key = new byte[keyLength(reference)];
    copyKey(reference, key, key.length);
    return key;
  }

  /** Copies the first bytes of a key to an array. */
  void copyKey(int reference, byte[] target, int length) {
    MemorySegment memory = memory(reference);
    MemorySegment.copy(memory, BYTE, keyAt(memory, offset(reference)), target, 0, length);
  }

  /** Copies a key and the first bytes of a content behind it to a place in an array. */
  void copyEntry(int reference, byte[] target, int at, int length) {
    MemorySegment memory = memory(reference);
    MemorySegment.copy(memory, BYTE, keyAt(memory, offset(reference)), target, at, length);
  }

  byte[] content(int reference) {
    byte[] content = new byte[contentLength(reference)];
    copyContent(reference, content, content.length);
    return content;
  }

  /** Copies the first bytes of a content to an array. */
  void copyContent(int reference, byte[] target, int length) {
    MemorySegment memory = memory(reference);
    MemorySegment.copy(memory, BYTE, contentAt(memory, offset(reference)), target, 0, length);
  }

  /** Replaces an entry's content, for which there must be room. */
  void setContent(int reference, byte[] content, int flags) {
    MemorySegment memory = memory(reference);
    long at = offset(reference);
    setLengthAndFlags(memory, at, content.length, flags);
    MemorySegment.copy(content, 0, memory, BYTE, contentAt(memory, at), content.length);
  }

  private static void setLengthAndFlags(MemorySegment memory, long at, int length, int flags) {
    long roomAt = roomAt(memory, at);
    int room = get(memory, roomAt);
    if (length > room) {
      throw new IllegalStateException("a content of " + length + " bytes for a room of " + room);
    }
    int roomWidth = width(memory, roomAt);
    put(memory, roomAt + roomWidth, length, roomWidth);
    put(memory, at, (get(memory, at) & ~FLAGS_ALL) | flags, (int) (roomAt - at));
  }

  /** The number that is the content of a {@link #WIDE} entry. */
  int number(int reference) {
    MemorySegment memory = memory(reference);
    return memory.get(INT, contentAt(memory, offset(reference)));
  }

  /** Makes an entry with room for it a {@link #WIDE} one. */
  void setNumber(int reference, int number) {
    MemorySegment memory = memory(reference);
    long at = offset(reference);
    setLengthAndFlags(memory, at, Integer.BYTES, WIDE);
    memory.set(INT, contentAt(memory, at), number);
  }

  /** Compares an entry's key with another key, in unsigned byte order. */
  int compareKey(int reference, byte[] key) {
    MemorySegment memory = memory(reference);
    long at = offset(reference);
    int length = get(memory, at) >>> FLAG_BITS;
    long keyAt = keyAt(memory, at);
    int common = Math.min(length, key.length);
    int i = 0;
    for (; i + Long.BYTES <= common; i += Long.BYTES) {
      long own = memory.get(LONG, keyAt + i);
      long other = (long) LONG_OF_ARRAY.get(key, i);
      if (own != other) {
        return Long.compareUnsigned(own, other);
      }
    }
    for (; i < common; i++) {
      int order = Byte.compareUnsigned(memory.get(BYTE, keyAt + i), key[i]);
      if (order != 0) {
        return order;
      }
    }
    return length - key.length;
  }
}
