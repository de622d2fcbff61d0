// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.process;

/** The child of {@link ChildJvmIT}: says hello, then fails or stays. */
public final class ChildMainTarget {
  private ChildMainTarget() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println("hello " + args[0]);
    if (args[0].equals("fail")) {
      System.exit(7);
    }
    Thread.currentThread().join();
  }
}
