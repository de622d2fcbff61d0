// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Map;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a cache's keys and values into bytes and back: a tag byte, then what the tag's codec wrote.
 * Every call makes new bytes or a new object, which is what store-by-value means. Thread-safe:
 * immutable.
 */
public final class CacheCodec {
  private final Map<Class<?>, TypeCodec<?>> byType = new HashMap<>();
  private final Map<Byte, TypeCodec<?>> byTag = new HashMap<>();
  private final JavaSerialization serialization;

  public CacheCodec(JavaSerialization serialization) {
    this.serialization = serialization;
    for (TypeCodec<?> codec : CommonTypes.all()) {
      byType.put(codec.type(), codec);
      if (byTag.put(codec.tag(), codec) != null) {
        throw new IllegalStateException("tag " + codec.tag() + " is used twice");
      }
    }
  }

  /**
   * The bytes of a key. Only common types can be keys: they alone promise that equal keys have
   * equal bytes.
   *
   * @throws CacheException if the key is of another type
   */
  public byte[] encodeKey(Object key) {
    TypeCodec<?> codec = byType.get(key.getClass());
    if (codec == null) {
      throw new CacheException(
          "a key of "
              + key.getClass().getName()
              + " cannot be stored: use one of "
              + commonTypeNames());
    }
    return codec.encodeObject(key);
  }

  /**
   * The bytes of a value.
   *
   * @throws CacheException if the value is neither of a common type nor of a class that the
   *     serialization filter allows
   */
  public byte[] encodeValue(Object value) {
    TypeCodec<?> codec = byType.get(value.getClass());
    return codec == null ? serialization.write(value) : codec.encodeObject(value);
  }

  /**
   * The object that these bytes stand for.
   *
   * @throws CacheException if they were not written by this codec or hold a class that is not
   *     allowed
   */
  public Object decode(byte[] bytes) {
    if (bytes.length > 0 && bytes[0] == CommonTypes.SERIALIZED) {
      return serialization.read(bytes);
    }
    TypeCodec<?> codec = bytes.length == 0 ? null : byTag.get(bytes[0]);
    if (codec == null) {
      throw damaged(bytes, null);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    try {
      Object object = codec.decode().apply(in);
      if (in.hasRemaining()) {
        throw damaged(bytes, null);
      }
      return object;
    } catch (BufferUnderflowException
        | ArithmeticException
        | NumberFormatException
        | DateTimeException badBody) {
      throw damaged(bytes, badBody);
    }
  }

  private static CacheException damaged(byte[] bytes, @Nullable RuntimeException cause) {
    String found = bytes.length == 0 ? "no bytes" : bytes.length + " bytes of tag " + bytes[0];
    return new CacheException(
        "an entry holds " + found + ", which no cache of this version has written", cause);
  }

  private String commonTypeNames() {
    return String.join(", ", byType.keySet().stream().map(Class::getSimpleName).sorted().toList());
  }
}
