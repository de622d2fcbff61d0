// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.architecture;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one module's packages may do. Package names are relative to the module's root package; the
 * root itself is "".
 *
 * @param folder the module's folder in the checkout
 * @param root its root package
 * @param order all its packages, each importing only from those before it
 * @param shells packages or classes that may touch the world: clock, threads, sockets, files,
 *     chance; "*" is the whole module
 * @param pure packages that see no Netty type at all
 * @param generated packages whose classes a tool writes: names and annotations are its own
 * @param classesMin fewer classes than this were not read, they were missed
 */
record ModuleLayout(
    String folder,
    String root,
    List<String> order,
    Set<String> shells,
    Set<String> pure,
    Set<String> generated,
    int classesMin) {

  /** How the root package is written in the lists below. */
  private static final String ROOT = "(root)";

  static final List<ModuleLayout> ALL =
      List.of(
          new ModuleLayout(
              "binary-protocol",
              "io.ringtail.protocol",
              words("(root) time ring type schema map row consensus merge message frame codec"),
              set("time.SystemClock"),
              set("time ring type schema map consensus"),
              set(""),
              40),
          new ModuleLayout(
              "driver",
              "io.ringtail.driver",
              words(
                  """
                  api metric transport retry coordination consensus routing connection lane table
                  session netty
                  (root)
                  """),
              set("(root) netty"),
              set("api metric retry coordination consensus routing"),
              set(""),
              20),
          new ModuleLayout(
              "node",
              "io.ringtail.node",
              words(
                  """
                  config disk snapshot consensus
                  storage.log storage.partition storage.memory storage.memtable storage.filter storage.sstable
                  storage.cache
                  storage.compaction storage
                  hint coordination shard membership metadata listener
                  (root) embedded cli
                  """),
              set("(root) disk listener embedded cli"),
              set("config disk consensus"),
              set(""),
              20),
          new ModuleLayout(
              "jdbc",
              "io.ringtail.jdbc",
              words(
                  """
                  error type ast parser plan calcite planner execution metadata result session
                  connection (root)
                  """),
              set(""),
              set(
                  """
                  error type ast plan calcite planner execution metadata result session connection
                  (root)
                  """),
              set("parser"),
              20),
          new ModuleLayout(
              "jcache",
              "io.ringtail.jcache",
              words(
                  """
                  configuration codec expiry cache (root)
                  """),
              set(""),
              set("configuration codec expiry cache (root)"),
              set(""),
              5),
          new ModuleLayout(
              "benchmarks",
              "io.ringtail.benchmarks",
              words(
                  """
                  (root) report process load floor storage cluster delay overload engine.store engine
                  jmh
                  jmh.jmh_generated ycsb demo cli
                  """),
              set("*"),
              set(""),
              set("jmh.jmh_generated"),
              10),
          new ModuleLayout(
              "tck",
              "io.ringtail.tck",
              words(
                  """
                  (root) history checker
                  exploration exploration.merge exploration.coordination exploration.consensus
                  exploration.metadata
                  simulation.time simulation.disk simulation.network simulation.fault
                  simulation.workload simulation
                  torture cli
                  """),
              set("torture cli"),
              set(
                  """
                  history checker
                  exploration exploration.merge exploration.coordination exploration.consensus
                  exploration.metadata
                  simulation.time
                  """),
              set(""),
              1));

  /** The package's name relative to the root; null if it is none of this module's. */
  @Nullable String relative(String packageName) {
    if (packageName.equals(root)) {
      return "";
    }
    return packageName.startsWith(root + ".") ? packageName.substring(root.length() + 1) : null;
  }

  boolean isShell(String relativePackage, String simpleClassName) {
    return shells.contains("*")
        || shells.contains(relativePackage)
        || shells.contains(relativePackage + "." + simpleClassName);
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+", -1)).stream()
        .map(word -> word.equals(ROOT) ? "" : word)
        .toList();
  }

  private static Set<String> set(String text) {
    return text.isEmpty() ? Set.of() : Set.copyOf(words(text));
  }
}
