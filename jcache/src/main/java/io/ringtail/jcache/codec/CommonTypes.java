// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;

/** The codecs of the common types and the tags that they own. Numbers are big-endian. Stateless. */
final class CommonTypes {
  /** The tag of objects written by Java serialization, which is no {@link TypeCodec}. */
  static final byte SERIALIZED = 0x7F;

  // The first byte of a string's body says how its characters follow.
  private static final byte UTF_8_FORM = 0;
  private static final byte UTF_16_FORM = 1;
  private static final int NANOS_BYTES = Integer.BYTES;

  private CommonTypes() {}

  static List<TypeCodec<?>> all() {
    return List.of(
        new TypeCodec<>((byte) 1, String.class, CommonTypes::characters, CommonTypes::string),
        new TypeCodec<>(
            (byte) 2, Boolean.class, b -> new byte[] {(byte) (b ? 1 : 0)}, in -> in.get() != 0),
        new TypeCodec<>((byte) 3, Byte.class, b -> new byte[] {b}, ByteBuffer::get),
        new TypeCodec<>(
            (byte) 4,
            Short.class,
            s -> ByteBuffer.allocate(Short.BYTES).putShort(s).array(),
            ByteBuffer::getShort),
        new TypeCodec<>(
            (byte) 5,
            Character.class,
            c -> ByteBuffer.allocate(Character.BYTES).putChar(c).array(),
            ByteBuffer::getChar),
        new TypeCodec<>((byte) 6, Integer.class, CommonTypes::bytes, ByteBuffer::getInt),
        new TypeCodec<>((byte) 7, Long.class, CommonTypes::bytes, ByteBuffer::getLong),
        // The bits of the one NaN that equals() knows, as Float.floatToIntBits gives them.
        new TypeCodec<>(
            (byte) 8, Float.class, f -> bytes(Float.floatToIntBits(f)), ByteBuffer::getFloat),
        new TypeCodec<>(
            (byte) 9, Double.class, d -> bytes(Double.doubleToLongBits(d)), ByteBuffer::getDouble),
        new TypeCodec<>((byte) 10, byte[].class, byte[]::clone, CommonTypes::rest),
        new TypeCodec<>(
            (byte) 11, BigInteger.class, BigInteger::toByteArray, in -> new BigInteger(rest(in))),
        new TypeCodec<>((byte) 12, BigDecimal.class, CommonTypes::decimal, CommonTypes::decimal),
        new TypeCodec<>(
            (byte) 13,
            UUID.class,
            u -> bytes(u.getMostSignificantBits(), u.getLeastSignificantBits()),
            in -> new UUID(in.getLong(), in.getLong())),
        new TypeCodec<>(
            (byte) 14,
            Instant.class,
            i -> bytes(i.getEpochSecond(), i.getNano()),
            in -> Instant.ofEpochSecond(in.getLong(), in.getInt())),
        new TypeCodec<>(
            (byte) 15,
            Duration.class,
            d -> bytes(d.getSeconds(), d.getNano()),
            in -> Duration.ofSeconds(in.getLong(), in.getInt())),
        new TypeCodec<>(
            (byte) 16,
            LocalDate.class,
            d -> bytes(d.toEpochDay()),
            in -> LocalDate.ofEpochDay(in.getLong())),
        new TypeCodec<>(
            (byte) 17,
            LocalTime.class,
            t -> bytes(t.toNanoOfDay()),
            in -> LocalTime.ofNanoOfDay(in.getLong())),
        new TypeCodec<>(
            (byte) 18, LocalDateTime.class, CommonTypes::dateTime, CommonTypes::dateTime));
  }

  /**
   * UTF-8; a string with a lone surrogate has none and is marked and kept as UTF-16, so that it too
   * comes back as it was.
   */
  private static byte[] characters(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[1 + encoded.remaining()];
      bytes[0] = UTF_8_FORM;
      encoded.get(bytes, 1, encoded.remaining());
      return bytes;
    } catch (CharacterCodingException loneSurrogate) {
      ByteBuffer out = ByteBuffer.allocate(1 + text.length() * Character.BYTES);
      out.put(UTF_16_FORM);
      out.asCharBuffer().put(text);
      return out.array();
    }
  }

  private static String string(ByteBuffer in) {
    byte form = in.get();
    if (form == UTF_16_FORM) {
      String text = in.asCharBuffer().toString();
      in.position(in.limit());
      return text;
    }
    return new String(rest(in), StandardCharsets.UTF_8);
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return bytes;
  }

  private static byte[] bytes(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  private static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  private static byte[] bytes(long high, long low) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
  }

  private static byte[] bytes(long seconds, int nanos) {
    return ByteBuffer.allocate(Long.BYTES + NANOS_BYTES).putLong(seconds).putInt(nanos).array();
  }

  private static byte[] decimal(BigDecimal value) {
    byte[] unscaled = value.unscaledValue().toByteArray();
    return ByteBuffer.allocate(Integer.BYTES + unscaled.length)
        .putInt(value.scale())
        .put(unscaled)
        .array();
  }

  private static BigDecimal decimal(ByteBuffer in) {
    int scale = in.getInt();
    return new BigDecimal(new BigInteger(rest(in)), scale);
  }

  private static byte[] dateTime(LocalDateTime value) {
    return bytes(value.toLocalDate().toEpochDay(), value.toLocalTime().toNanoOfDay());
  }

  private static LocalDateTime dateTime(ByteBuffer in) {
    LocalDate date = LocalDate.ofEpochDay(in.getLong());
    return LocalDateTime.of(date, LocalTime.ofNanoOfDay(in.getLong()));
  }
}
