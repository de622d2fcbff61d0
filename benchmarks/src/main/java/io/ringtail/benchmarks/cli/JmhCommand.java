// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs JMH's own command line on this module's benchmarks. */
@Command(
    name = "jmh",
    description = "Run the JMH benchmarks; what follows goes to JMH, as in: bench jmh -l")
final class JmhCommand implements Callable<Integer> {
  /** Whatever it is, JMH understands it, or says that it does not. */
  @Unmatched private List<String> arguments = List.of();

  @Override
  public Integer call() throws Exception {
    Main.main(arguments.toArray(String[]::new));
    return 0;
  }
}
