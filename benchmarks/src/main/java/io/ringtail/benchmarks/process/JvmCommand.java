// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start a child JVM: this JVM's own java and class path, with a main class, a heap and
 * arguments. Immutable.
 *
 * @param name what messages and the output file are called after
 * @param mainClass its name; the class is looked for in the child
 * @param heapMegabytes the heap's fixed size, so that a benchmark never measures its growth
 * @param jvmFlags further flags of the JVM
 */
public record JvmCommand(
    String name,
    String mainClass,
    int heapMegabytes,
    List<String> jvmFlags,
    List<String> arguments) {

  public JvmCommand {
    jvmFlags = List.copyOf(jvmFlags);
    arguments = List.copyOf(arguments);
  }

  List<String> commandLine() {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xms" + heapMegabytes + "m");
    line.add("-Xmx" + heapMegabytes + "m");
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("--sun-misc-unsafe-memory-access=allow");
    line.addAll(jvmFlags);
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(ChildMain.class.getName());
    line.add(mainClass);
    line.addAll(arguments);
    return line;
  }
}
