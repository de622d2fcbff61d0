// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a result record to a file as indented JSON; the record's component names are the field
 * names. Stateless.
 */
public final class JsonFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonFile() {}

  /**
   * Writes {@code result}, making the parent folder where there is none; an existing file is
   * replaced.
   */
  public static void write(Path file, Object result) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, MAPPER.writeValueAsString(result) + "\n");
  }

  /** The same text in one line, as a child process reports its result. */
  public static String line(Object result) throws IOException {
    return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(result);
  }

  /** Reads a record back from JSON text. */
  public static <T> T read(String json, Class<T> type) throws IOException {
    return MAPPER.readValue(json, type);
  }
}
