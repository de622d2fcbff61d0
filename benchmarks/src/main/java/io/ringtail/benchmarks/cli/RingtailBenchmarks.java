// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this module: demo, sql and bench. */
@Command(
    name = "ringtail",
    description = "Show, query and measure Ringtail.",
    mixinStandardHelpOptions = true,
    subcommands = {DemoCommand.class, SqlCommand.class, BenchCommand.class})
public final class RingtailBenchmarks {
  /** What the node's logging configuration takes its level from. */
  private static final String LOG_LEVEL = "RINGTAIL_LOG";

  private RingtailBenchmarks() {}

  public static void main(String[] args) {
    quietNodes();
    System.exit(run(args));
  }

  /**
   * Nodes of this process log what is wrong and leave the rest of the screen to the command, unless
   * somebody wants more.
   */
  private static void quietNodes() {
    if (System.getenv(LOG_LEVEL) == null && System.getProperty(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "WARN");
    }
  }

  /** Runs a command line; a failure is one line on standard error and a status that is not 0. */
  static int run(String... args) {
    CommandLine commands = new CommandLine(new RingtailBenchmarks());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setParameterExceptionHandler(OneLineErrors::parameter);
    commands.setExecutionExceptionHandler(OneLineErrors::execution);
    return commands.execute(args);
  }
}
