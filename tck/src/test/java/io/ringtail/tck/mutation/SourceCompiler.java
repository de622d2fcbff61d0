// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles sources from memory into memory, against the class path of this JVM. Keeps the class
 * path's index from one compilation to the next. Confined to one thread.
 */
final class SourceCompiler implements AutoCloseable {
  private static final List<String> OPTIONS =
      List.of("-classpath", System.getProperty("java.class.path"), "-proc:none", "-nowarn", "-g");

  private final JavaCompiler compiler =
      Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
  private final StandardJavaFileManager files =
      compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

  /**
   * Compiles files.
   *
   * @param sources by path
   * @return the classes' bytes by their binary names
   * @throws IllegalStateException with the compiler's words when they do not compile
   */
  Map<String, byte[]> compile(Map<String, String> sources) {
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((path, text) -> units.add(new Source(path, text)));
    Map<String, Compiled> made = new TreeMap<>();
    StringWriter messages = new StringWriter();
    JavaFileManager inMemory =
        new ForwardingJavaFileManager<JavaFileManager>(files) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return made.computeIfAbsent(className, Compiled::new);
          }
        };
    if (!compiler.getTask(messages, inMemory, null, OPTIONS, null, units).call()) {
      throw new IllegalStateException(sources.keySet() + " do not compile:\n" + messages);
    }
    Map<String, byte[]> classes = new TreeMap<>();
    made.forEach((name, compiled) -> classes.put(name, compiled.bytes.toByteArray()));
    return classes;
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that is only in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String path, String text) {
      super(URI.create("memory:///" + path), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** A class that comes out. */
  private static final class Compiled extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Compiled(String className) {
      super(URI.create("memory:///" + className.replace('.', '/') + ".class"), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }
}
