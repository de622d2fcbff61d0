// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of this module. */
@Command(
    name = "ringtail",
    description = "Try Ringtail's promises in simulated time.",
    mixinStandardHelpOptions = true,
    subcommands = {SimulateCommand.class, ExploreCommand.class})
public final class RingtailTck {
  /** What the node's logging configuration takes its level from. */
  private static final String LOG_LEVEL = "RINGTAIL_LOG";

  private RingtailTck() {}

  public static void main(String[] args) {
    // What nodes log about simulated faults is as expected as the faults.
    if (System.getenv(LOG_LEVEL) == null && System.getProperty(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "OFF");
    }
    CommandLine commands = new CommandLine(new RingtailTck());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(commands.execute(args));
  }
}
