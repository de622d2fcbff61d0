// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import picocli.CommandLine.Command;

/** Prints the version. */
@Command(name = "version", description = "Print the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Runnable {
  @Override
  public void run() {
    System.out.println(RingtailNode.version());
  }
}
