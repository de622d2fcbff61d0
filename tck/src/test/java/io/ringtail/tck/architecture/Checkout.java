// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The repository's folder, found upwards from where the test runs. */
record Checkout(Path root) {

  static Checkout find() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isRegularFile(folder.resolve("binary-protocol/pom.xml"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("not inside a checkout: " + Path.of("").toAbsolutePath());
    }
    return new Checkout(folder);
  }

  /** The module's compiled main classes. */
  Path classes(String module) {
    return root.resolve(module).resolve("target/classes");
  }

  /**
   * The module's Java files under {@code src/KIND/java}, sorted; empty if there is no such folder.
   */
  List<Path> sources(String module, String kind) throws IOException {
    Path folder = root.resolve(module).resolve("src").resolve(kind).resolve("java");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
