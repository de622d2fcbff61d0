// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import java.lang.reflect.Constructor;
import java.util.Map;

/**
 * The product with one bug in it.
 *
 * @param classes the bytes of what the bug changed, by binary name
 */
record Mutant(Patch patch, Map<String, byte[]> classes) {
  /** Puts a bug into a copy of the product's sources. */
  static Mutant of(Patch patch, Sources sources, SourceCompiler compiler) {
    return new Mutant(patch, compiler.compile(patch.apply(sources::read)));
  }

  /**
   * An object of the mutant's world.
   *
   * @param type a class of the project with one constructor, of these arguments; its counterpart
   *     beside the mutant's classes is made
   * @param wanted a type of the JDK, since the project's own types are others over there
   */
  <T> T create(Class<?> type, Class<T> wanted, Object... arguments)
      throws ReflectiveOperationException {
    Constructor<?> there =
        new MutantLoader(classes).loadClass(type.getName()).getDeclaredConstructors()[0];
    // To the runtime, a package of another loader is another package.
    there.setAccessible(true);
    return wanted.cast(there.newInstance(arguments));
  }
}
