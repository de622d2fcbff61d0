// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import io.ringtail.protocol.ring.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  public Integer call() throws IOException {
    if (file != null && !Files.isReadable(file)) {
      throw new IllegalArgumentException("cannot read " + file);
    }
    SqlLine.Status status = SqlLine.start(arguments().toArray(String[]::new), null, false);
    return status == SqlLine.Status.OK ? 0 : 1;
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("-d", "io.ringtail.jdbc.Driver", "-u", jdbcUrl(url), "-n", "", "-p", ""));
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
