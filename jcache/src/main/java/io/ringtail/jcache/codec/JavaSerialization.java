// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.Set;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;

/**
 * Java serialization, for the classes that a filter allows and no others: bytes that come from the
 * network must not choose what this process instantiates. Thread-safe: immutable.
 */
public final class JavaSerialization {
  private static final int BYTES_EXPECTED = 256;

  /**
   * What streams of allowed classes are made of and what by itself runs no code of anybody's; a
   * pattern can still reject these.
   */
  private static final Set<Class<?>> HARMLESS =
      Set.of(
          Object.class,
          Object[].class,
          String.class,
          Number.class,
          Enum.class,
          Boolean.class,
          Byte.class,
          Short.class,
          Character.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class);

  private final @Nullable ObjectInputFilter filter;
  private final ClassLoader loader;

  /**
   * @param pattern in the form of {@link ObjectInputFilter.Config#createFilter}; null allows
   *     nothing. What the pattern leaves undecided is refused.
   * @param loader finds the classes of values that are read
   */
  public JavaSerialization(@Nullable String pattern, ClassLoader loader) {
    this.filter = pattern == null ? null : filter(pattern);
    this.loader = loader;
  }

  private static ObjectInputFilter filter(String pattern) {
    ObjectInputFilter harmless =
        ObjectInputFilter.allowFilter(HARMLESS::contains, ObjectInputFilter.Status.UNDECIDED);
    return ObjectInputFilter.rejectUndecidedClass(
        ObjectInputFilter.merge(ObjectInputFilter.Config.createFilter(pattern), harmless));
  }

  byte[] write(Object value) {
    ObjectInputFilter allowed = allowed(value.getClass().getName());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_EXPECTED);
    bytes.write(CommonTypes.SERIALIZED);
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new CacheException(
          "a value of " + value.getClass().getName() + " cannot be serialized", e);
    }
    byte[] written = bytes.toByteArray();
    read(written, allowed); // what could never be read back must not be stored
    return written;
  }

  Object read(byte[] bytes) {
    return read(bytes, allowed("its class"));
  }

  private Object read(byte[] bytes, ObjectInputFilter allowed) {
    InputStream in = new ByteArrayInputStream(bytes, 1, bytes.length - 1);
    try (ObjectInputStream objects = new LoaderObjectInputStream(in, loader)) {
      objects.setObjectInputFilter(allowed);
      return objects.readObject();
    } catch (InvalidClassException refused) {
      throw new CacheException(
          "the value holds a class that the serialization filter does not allow: "
              + refused.getMessage(),
          refused);
    } catch (IOException | ClassNotFoundException e) {
      throw new CacheException("the value cannot be deserialized: " + e.getMessage(), e);
    }
  }

  private ObjectInputFilter allowed(String what) {
    if (filter == null) {
      throw new CacheException(
          what
              + " is not a common type, and Java serialization is off: allow its classes by the property serializationFilter, such as"
              + " \"com.example.shop.*;java.util.*\"");
    }
    return filter;
  }

  /** Finds classes by the cache manager's loader. */
  private static final class LoaderObjectInputStream extends ObjectInputStream {
    private final ClassLoader loader;

    LoaderObjectInputStream(InputStream in, ClassLoader loader) throws IOException {
      super(in);
      this.loader = loader;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException primitiveOrUnknown) {
        return super.resolveClass(description);
      }
    }
  }
}
