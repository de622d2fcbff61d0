// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout's sources and patches, found upwards from where the test runs. */
record Sources(Path root) {
  private static final String PATCHES = "tck/src/test/resources/mutations";
  private static final String SUFFIX = ".patch";

  static Sources find() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isDirectory(folder.resolve(PATCHES))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("not inside a checkout: " + Path.of("").toAbsolutePath());
    }
    return new Sources(folder);
  }

  /** All patches, by name. */
  List<Patch> patches() {
    try (Stream<Path> files = Files.list(root.resolve(PATCHES))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(SUFFIX))
          .sorted()
          .map(name ->
              Patch.parse(
                  name.substring(0, name.length() - SUFFIX.length()), read(PATCHES + "/" + name)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file's text, by its path in the checkout. */
  String read(String path) {
    try {
      return Files.readString(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String path, String text) {
    try {
      Files.writeString(root.resolve(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
