// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.process;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * The main of every child JVM: it runs another class' main and ends the process when standard input
 * does, which is when the parent is gone, however it went. So not even a parent killed with SIGKILL
 * leaves children behind.
 */
public final class ChildMain {
  private static final int ORPHANED = 3;

  private ChildMain() {}

  /** Takes the name of the class to run, then its arguments. */
  public static void main(String[] args) throws Throwable {
    Thread watch = new Thread(ChildMain::endWithParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    Class<?> main = Class.forName(args[0]);
    MethodHandles.lookup()
        .findStatic(main, "main", MethodType.methodType(void.class, String[].class))
        .invoke(Arrays.copyOfRange(args, 1, args.length));
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // the parent writes nothing; only the end matters
      }
    } catch (IOException inputBroken) {
      Runtime.getRuntime().halt(ORPHANED);
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
