// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The memory that this process' own data takes: live objects on the heap, and what was allocated
 * outside of it through {@code java.lang.foreign} and direct buffers, as the JVM's native memory
 * tracking has it. Code, class data and the collector's own structures are left out. Stateless.
 */
final class Memory {
  /** The JVM's name for what Java code allocates outside of the heap. */
  private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+, committed=(\\d+)");

  /** The first collection finds what only the second can free. */
  private static final int COLLECTIONS = 3;

  private Memory() {}

  /** The flag of a phase's JVM: tracking costs time, and is off where time is measured. */
  static String flagFor(Phase phase) {
    boolean tracked = phase == Phase.MEMTABLE || phase == Phase.KEY_MEMORY;
    return "-XX:NativeMemoryTracking=" + (tracked ? "summary" : "off");
  }

  static long bytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return heap + outsideHeap(nativeMemory());
  }

  static long outsideHeap(String report) {
    Matcher other = OTHER.matcher(report);
    return other.find() ? Long.parseLong(other.group(1)) : 0;
  }

  private static String nativeMemory() {
    try {
      Object report =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "vmNativeMemory",
                  new Object[] {new String[] {"summary", "scale=1"}},
                  new String[] {String[].class.getName()});
      return String.valueOf(report);
    } catch (JMException cause) {
      throw new IllegalStateException("the JVM does not tell its native memory", cause);
    }
  }
}
