// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Defines all of the project's classes anew, those of a mutant in place of the originals, and
 * leaves everything else to its parent: so the mutant runs with whole packages of its own, beside
 * the product and other mutants.
 */
final class MutantLoader extends ClassLoader {
  private static final String PROJECT = "io.ringtail.";

  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> mutated;

  /**
   * A loader for one mutant.
   *
   * @param mutated bytes by binary name; empty for the product as it is
   */
  MutantLoader(Map<String, byte[]> mutated) {
    super("mutant", MutantLoader.class.getClassLoader());
    this.mutated = mutated;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(PROJECT)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = mutated.get(name);
    if (bytes == null) {
      bytes = original(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] original(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
