// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine;

import io.ringtail.benchmarks.report.JsonFile;

/**
 * The main of a child JVM: carries one order out, prints how far it is, and last its result as
 * JSON.
 */
public final class PhaseMain {
  /** Begins a line that tells what is done and what there is to do. */
  static final String PROGRESS = "PROGRESS ";

  /** Begins the line of the result. */
  static final String RESULT = "RESULT ";

  /** A line for each of so many parts of the work is enough. */
  private static final int LINES_MAX = 100;

  private static long told = -1;

  private PhaseMain() {}

  /** Takes the order as JSON. */
  public static void main(String[] args) throws Exception {
    PhaseOrder order = JsonFile.read(args[0], PhaseOrder.class);
    PhaseResult result = new PhaseRun(order, PhaseMain::tell).run();
    System.out.println(RESULT + JsonFile.line(result));
    System.out.flush();
    System.exit(0);
  }

  private static void tell(long done, long total) {
    long part = done * LINES_MAX / Math.max(1, total);
    if (part != told) {
      told = part;
      System.out.println(PROGRESS + done + " " + total);
    }
  }
}
