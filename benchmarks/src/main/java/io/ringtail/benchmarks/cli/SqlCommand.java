// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.jdbc.RingtailDriver;
import io.ringtail.protocol.ring.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sqlline.SqlLine;

/** Opens sqlline, unmodified, on Ringtail's JDBC driver; full scans are allowed. */
@Command(
    name = "sql",
    description = "Open an SQL shell, or run statements.",
    mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {
  private static final String PREFIX = "jdbc:ringtail:";
  private static final String FULL_SCANS = "fullScans=";

  /** Tells JLine not to warn that there is no terminal. */
  private static final String DUMB_TERMINAL = "org.jline.terminal.dumb";

  /**
   * Where there is no terminal its width is unknown, and sqlline would take it for nothing and
   * print no columns.
   */
  private static final int PLAIN_WIDTH = 10_000;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description =
          "jdbc:ringtail://host:port,host/keyspace, or just host:port,host; a node on this machine if left out.")
  private @Nullable String url;

  @Option(
      names = "-e",
      paramLabel = "SQL",
      description = "Run a statement and end; may be repeated.")
  private List<String> statements = List.of();

  @Option(names = "-f", paramLabel = "FILE", description = "Run the statements of a file and end.")
  private @Nullable Path file;

  @Override
  public Integer call() throws IOException, SQLException {
    if (file != null && !Files.isReadable(file)) {
      throw new IllegalArgumentException("cannot read " + file);
    }
    boolean terminal = Terminal.standard().interactive();
    if (!terminal) {
      System.setProperty(DUMB_TERMINAL, "true");
    }
    // Sessions are shared: held open here, it is not opened again, and one that cannot be opened is
    // a line instead of a stack trace.
    Connection held = DriverManager.getConnection(jdbcUrl(url));
    try {
      if (!statements.isEmpty() || file != null) {
        endInitialisation();
      }
      SqlLine.Status status =
          SqlLine.start(arguments(terminal).toArray(String[]::new), null, false);
      return status == SqlLine.Status.OK ? 0 : 1;
    } finally {
      held.close();
    }
  }

  /**
   * Lets an sqlline without work end: until one has read its first line, errors of statements given
   * on the command line come with stack traces, whatever the settings.
   */
  private static void endInitialisation() throws IOException {
    SqlLine first = new SqlLine();
    first.setOutputStream(OutputStream.nullOutputStream());
    first.setErrorStream(OutputStream.nullOutputStream());
    first.begin(new String[0], InputStream.nullInputStream(), false);
  }

  private List<String> arguments(boolean terminal) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("-d", RingtailDriver.class.getName(), "-u", jdbcUrl(url), "-n", "", "-p", ""));
    arguments.addAll(List.of("--isolation=TRANSACTION_NONE", "--verbose=false"));
    if (!terminal) {
      arguments.add("--maxWidth=" + PLAIN_WIDTH);
    }
    for (String statement : statements) {
      arguments.add("-e");
      arguments.add(statement);
    }
    if (file != null) {
      arguments.add("--run=" + file);
    }
    return arguments;
  }

  /** The URL that is meant by what the user gave, full scans allowed unless it says otherwise. */
  static String jdbcUrl(@Nullable String given) {
    String text = given == null ? "127.0.0.1:" + Endpoint.PORT_DEFAULT : given;
    String whole;
    if (text.startsWith(PREFIX)) {
      whole = text;
    } else if (text.startsWith("ringtail:")) {
      whole = "jdbc:" + text;
    } else {
      whole = PREFIX + "//" + text;
    }
    if (whole.contains(FULL_SCANS)) {
      return whole;
    }
    return whole + (whole.indexOf('?') < 0 ? '?' : '&') + FULL_SCANS + "allow";
  }
}
