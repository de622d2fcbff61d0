// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A record's fields in one array: for each its name and its value, each with its length before it.
 * Stateless.
 */
final class RecordFields {
  /** Ten fields of 100 bytes and their names. */
  private static final int BYTES_EXPECTED = 1_200;

  private RecordFields() {}

  static byte[] encode(Map<String, String> fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_EXPECTED);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Map.Entry<String, String> field : fields.entrySet()) {
        byte[] name = field.getKey().getBytes(StandardCharsets.UTF_8);
        out.writeShort(name.length);
        out.write(name);
        byte[] value = field.getValue().getBytes(StandardCharsets.UTF_8);
        out.writeInt(value.length);
        out.write(value);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return bytes.toByteArray();
  }

  static Map<String, String> decode(byte[] record) {
    Map<String, String> fields = new HashMap<>();
    ByteBuffer in = ByteBuffer.wrap(record);
    while (in.hasRemaining()) {
      String name = text(in, in.getShort());
      fields.put(name, text(in, in.getInt()));
    }
    return fields;
  }

  private static String text(ByteBuffer in, int length) {
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
