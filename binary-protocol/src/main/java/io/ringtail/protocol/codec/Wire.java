// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.time.Ballot;
import io.ringtail.protocol.type.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts that message bodies are made of. Every length and count is checked against the bytes
 * that are left before anything is allocated; everything has just one form.
 */
final class Wire {
  private Wire() {}

  static void writeVarint(ByteBuf out, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a number that may not be negative is " + value);
    }
    long left = value;
    while (left > 0x7F) {
      out.writeByte(((int) left) | 0x80);
      left >>>= 7;
    }
    out.writeByte((int) left);
  }

  static long readVarint(ByteBuf in, long max) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = readByte(in);
      long bits = next & 0x7F;
      if ((shift == 63 && bits > 1) || (shift > 0 && next == 0)) {
        break;
      }
      value |= bits << shift;
      if (next < 0x80) {
        if (value < 0 || value > max) {
          throw malformed(in, "a number is " + value + ", more than " + max);
        }
        return value;
      }
    }
    throw malformed(in, "a varint is too long, or not in its shortest form");
  }

  static int readInt(ByteBuf in) {
    return (int) readVarint(in, Integer.MAX_VALUE);
  }

  /** Reads the count of things that take at least so many bytes each. */
  static int readCount(ByteBuf in, int bytesEach) {
    return (int) readVarint(in, in.readableBytes() / bytesEach);
  }

  static int readByte(ByteBuf in) {
    need(in, 1);
    return in.readUnsignedByte();
  }

  /** A byte of which only the given bits may be set. */
  static int readFlags(ByteBuf in, int allowed) {
    int flags = readByte(in);
    if ((flags & ~allowed) != 0) {
      throw malformed(in, "flags are " + flags + ", of which only " + allowed + " are known");
    }
    return flags;
  }

  static void writeBoolean(ByteBuf out, boolean value) {
    out.writeByte(value ? 1 : 0);
  }

  static boolean readBoolean(ByteBuf in) {
    return readFlags(in, 1) == 1;
  }

  static long readLong(ByteBuf in) {
    need(in, Long.BYTES);
    return in.readLong();
  }

  static void writeEpoch(ByteBuf out, Epoch epoch) {
    out.writeLong(epoch.number());
  }

  static Epoch readEpoch(ByteBuf in) {
    return new Epoch(readLong(in));
  }

  static void writeUuid(ByteBuf out, UUID value) {
    out.writeLong(value.getMostSignificantBits());
    out.writeLong(value.getLeastSignificantBits());
  }

  static UUID readUuid(ByteBuf in) {
    return new UUID(readLong(in), readLong(in));
  }

  static void writeBallot(ByteBuf out, Ballot ballot) {
    out.writeLong(ballot.counter());
    out.writeLong(ballot.writer());
  }

  static Ballot readBallot(ByteBuf in) {
    return new Ballot(readLong(in), readLong(in));
  }

  static void writeBytes(ByteBuf out, byte[] bytes) {
    writeVarint(out, bytes.length);
    out.writeBytes(bytes);
  }

  static byte[] readBytes(ByteBuf in) {
    return readBytes(in, readInt(in));
  }

  /** The length plus one, or 0 for null. */
  static void writeOptionalBytes(ByteBuf out, byte @Nullable [] bytes) {
    if (bytes == null) {
      out.writeByte(0);
    } else {
      writeVarint(out, bytes.length + 1L);
      out.writeBytes(bytes);
    }
  }

  static byte @Nullable [] readOptionalBytes(ByteBuf in) {
    int lengthPlusOne = readInt(in);
    return lengthPlusOne == 0 ? null : readBytes(in, lengthPlusOne - 1);
  }

  static void writeString(ByteBuf out, String text) {
    writeBytes(out, Utf8.encode(text));
  }

  static String readString(ByteBuf in) {
    byte[] bytes = readBytes(in);
    try {
      return Utf8.decode(bytes);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(String.valueOf(e.getMessage()), e);
    }
  }

  static <T> void writeList(ByteBuf out, List<T> list, BiConsumer<ByteBuf, T> each) {
    writeVarint(out, list.size());
    for (int i = 0; i < list.size(); i++) {
      each.accept(out, list.get(i));
    }
  }

  /**
   * Reads what {@link #writeList} wrote.
   *
   * @param bytesEach fewest bytes that an element takes
   */
  static <T> List<T> readList(ByteBuf in, int bytesEach, Function<ByteBuf, T> each) {
    int count = readCount(in, bytesEach);
    if (count == 1) {
      return List.of(each.apply(in));
    }
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(each.apply(in));
    }
    return list;
  }

  /** Ascending numbers that are not negative, as distances from the one before, less one. */
  static void writeAscending(ByteBuf out, int[] numbers) {
    writeVarint(out, numbers.length);
    long previous = -1;
    for (int number : numbers) {
      writeVarint(out, number - previous - 1);
      previous = number;
    }
  }

  static int[] readAscending(ByteBuf in) {
    int[] numbers = new int[readCount(in, 1)];
    long previous = -1;
    for (int i = 0; i < numbers.length; i++) {
      previous += 1 + readVarint(in, Integer.MAX_VALUE - previous - 1);
      numbers[i] = (int) previous;
    }
    return numbers;
  }

  static MalformedException malformed(ByteBuf in, String what) {
    return new MalformedException(what + "; " + in.readableBytes() + " bytes before the end");
  }

  private static byte[] readBytes(ByteBuf in, int length) {
    need(in, length);
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    return bytes;
  }

  private static void need(ByteBuf in, int count) {
    if (in.readableBytes() < count) {
      throw malformed(in, count + " more bytes were expected");
    }
  }
}
