// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import io.ringtail.benchmarks.demo.Demo;
import io.ringtail.benchmarks.report.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gives the tour. */
@Command(
    name = "demo",
    description = "Start three nodes in this process, give a tour, and stay up.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Option(names = "--exit", description = "End after the tour, with status 0 if all went well.")
  private boolean exit;

  @Override
  public Integer call() throws Exception {
    new Demo(Terminal.standard()).run(exit);
    return 0;
  }
}
