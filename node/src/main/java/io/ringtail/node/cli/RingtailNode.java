// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.node.NodeVersion;
import io.ringtail.node.config.ConfigException;
import io.ringtail.node.metadata.MetadataException;
import io.ringtail.node.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main program: one node process, or a question to one that runs. */
@Command(
    name = "ringtail",
    mixinStandardHelpOptions = true,
    subcommands = {
      NodeCommand.class,
      StatusCommand.class,
      SnapshotCommand.class,
      CompactionCommand.class,
      SsTableCommand.class,
      VersionCommand.class
    },
    description = "A replicated, durable wide-row store.")
public final class RingtailNode implements Runnable {
  /** What the process ends with when the configuration or the command line is wrong. */
  static final int EXIT_USAGE = CommandLine.ExitCode.USAGE;

  /** What the process ends with when it cannot go on. */
  static final int EXIT_FAILURE = CommandLine.ExitCode.SOFTWARE;

  /** For picocli. */
  public RingtailNode() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command, and returns the process' exit status. */
  static int run(String... arguments) {
    return new CommandLine(new RingtailNode())
        .setExecutionExceptionHandler((problem, commandLine, parsed) -> {
          commandLine.getErr().println("ringtail: " + oneLine(problem));
          return problem instanceof ConfigException ? EXIT_USAGE : EXIT_FAILURE;
        })
        .execute(arguments);
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.err);
  }

  /** What went wrong and what to do, in one line. */
  static String oneLine(Throwable problem) {
    return switch (problem) {
      case ConfigException e -> String.valueOf(e.getMessage());
      case MetadataException e -> String.valueOf(e.getMessage());
      case StorageException e -> String.valueOf(e.getMessage());
      case AccessDeniedException e ->
          "no permission for " + e.getFile() + "; change its owner, or give another folder";
      case NoSuchFileException e -> "there is no file " + e.getFile();
      case FileSystemException e -> e.getFile() + ": " + e.getReason();
      case IOException e -> String.valueOf(e.getMessage());
      case RuntimeException e when e.getCause() instanceof IOException cause -> oneLine(cause);
      default -> problem.toString();
    };
  }

  /** Prints the version. */
  static String version() {
    return "ringtail " + NodeVersion.TEXT;
  }
}
