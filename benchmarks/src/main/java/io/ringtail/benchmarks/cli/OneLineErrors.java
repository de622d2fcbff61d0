// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import io.ringtail.driver.api.RingtailException;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;

/**
 * Turns failures of commands into one line each. {@code RINGTAIL_TRACE=1} in the environment shows
 * where they come from.
 */
final class OneLineErrors {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private OneLineErrors() {}

  static int parameter(CommandLine.ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    say(command, e.getMessage() + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
    return USAGE;
  }

  static int execution(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if ("1".equals(System.getenv("RINGTAIL_TRACE"))) {
      e.printStackTrace(command.getErr());
    }
    say(command, message(e));
    return FAILED;
  }

  static String message(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    boolean forPeople =
        cause instanceof RingtailException
            || cause instanceof SQLException
            || cause instanceof IllegalArgumentException
            || cause instanceof IllegalStateException
            || cause instanceof java.io.IOException
            || cause instanceof java.util.concurrent.TimeoutException;
    String message = cause.getMessage();
    return forPeople && message != null
        ? message.replace('\n', ' ')
        : cause.toString().replace('\n', ' ');
  }

  private static void say(CommandLine command, String line) {
    command.getErr().println("ringtail: " + line);
    command.getErr().flush();
  }
}
