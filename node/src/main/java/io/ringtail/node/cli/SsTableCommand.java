// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import io.ringtail.node.disk.FileDisk;
import io.ringtail.node.storage.sstable.DamagedException;
import io.ringtail.node.storage.sstable.NewTable;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableFormat;
import io.ringtail.node.storage.sstable.TableSalvage;
import io.ringtail.node.storage.sstable.TableScrub;
import io.ringtail.node.storage.sstable.TableStatistics;
import io.ringtail.node.storage.sstable.TableWriter;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks into the files of tables; nodes may run on them meanwhile. */
@Command(
    name = "sstable",
    description = "Look into the files of tables. Exit status: 0 good, 1 damaged, 2 usage.",
    mixinStandardHelpOptions = true)
final class SsTableCommand implements Runnable {
  private static final int EXIT_GOOD = 0;
  private static final int EXIT_DAMAGED = 1;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say dump, verify, stats or scrub");
  }

  /** What is done with an open table. */
  @FunctionalInterface
  private interface Work {
    /** Returns whether the table is good. */
    boolean run(SsTable table) throws IOException;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private int each(List<Path> files, Work work) {
    boolean good = true;
    for (Path file : files) {
      good &= open(file, work);
    }
    out().flush();
    return good ? EXIT_GOOD : EXIT_DAMAGED;
  }

  private boolean open(Path file, Work work) {
    String name = String.valueOf(file.getFileName());
    Path folder = folderOf(file, name);
    try (FileDisk disk = FileDisk.forReading(folder)) {
      SsTable table = SsTable.open(disk, ".", TableFormat.fileIdOf(name));
      try {
        return work.run(table);
      } finally {
        table.close();
      }
    } catch (IOException failure) {
      out().println(file + ": " + RingtailNode.oneLine(failure));
      return false;
    }
  }

  /** The folder of a file, whose name has to be a table's. */
  private Path folderOf(Path file, String name) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !TableFormat.isTableFile(name) || !name.endsWith(".sst")) {
      throw new ParameterException(
          spec.commandLine(), file + " is not named like a table: 16 hexadecimal digits and .sst");
    }
    return folder;
  }

  @Command(
      name = "stats",
      description = "Print what tables hold, and when their deletions and expiries are.",
      mixinStandardHelpOptions = true)
  int stats(@Parameters(arity = "1..*", paramLabel = "FILE") List<Path> files) {
    return each(
        files,
        table -> {
          out().print(TableText.statistics(table));
          return true;
        });
  }

  @Command(
      name = "dump",
      description = "Print the partitions of tables: tokens, keys, rows, cells and versions.",
      mixinStandardHelpOptions = true)
  int dump(
      @Parameters(arity = "1..*", paramLabel = "FILE") List<Path> files,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "9223372036854775807",
              description = "print so many partitions of each file at most")
          long limit,
      @Option(
              names = "--token",
              paramLabel = "HEX",
              description = "print only partitions with this token")
          @Nullable String token) {
    Long wanted = token == null ? null : parseToken(token);
    return each(files, table -> new TableDump(out(), limit, wanted).run(table));
  }

  private Long parseToken(String token) {
    try {
      return Long.parseUnsignedLong(token, 16);
    } catch (NumberFormatException malformed) {
      throw new ParameterException(
          spec.commandLine(), "a token has up to 16 hexadecimal digits, not " + token, malformed);
    }
  }

  @Command(
      name = "verify",
      description = "Read every block, and check sums, order, filters and encodings.",
      mixinStandardHelpOptions = true)
  int verify(@Parameters(arity = "1..*", paramLabel = "FILE") List<Path> files) {
    return each(
        files,
        table -> {
          Report report = new Report(table.path());
          TableScrub.run(table, null, report);
          out().println(table.path() + ": " + (report.losses == 0 ? "good" : "damaged"));
          return report.losses == 0;
        });
  }

  @Command(
      name = "scrub",
      description = "Write what is readable of a table to a new file, and say what is lost.",
      mixinStandardHelpOptions = true)
  int scrub(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "FOLDER",
              description = "gets a file of the same name; must not have one")
          Path to,
      @Option(
              names = "--table",
              paramLabel = "ID",
              description = "id of the table, where the file does not tell it any more")
          @Nullable Integer tableId) {
    try {
      return scrub(new Scrub(file, to, tableId)) ? EXIT_GOOD : EXIT_DAMAGED;
    } catch (IOException failure) {
      out().println(file + ": " + RingtailNode.oneLine(failure));
      return EXIT_DAMAGED;
    } finally {
      out().flush();
    }
  }

  /** What is to be scrubbed. */
  private record Scrub(Path file, Path to, @Nullable Integer tableId) {}

  /** What reads a table, writes what is readable, and reports the rest. */
  @FunctionalInterface
  private interface Salvaging {
    void run(TableWriter writer, Report report) throws IOException;
  }

  private boolean scrub(Scrub scrub) throws IOException {
    String name = String.valueOf(scrub.file().getFileName());
    boolean putAside = name.endsWith(TableFormat.DAMAGED_SUFFIX);
    String tableName =
        putAside ? name.substring(0, name.length() - TableFormat.DAMAGED_SUFFIX.length()) : name;
    Path folder = folderOf(scrub.file(), tableName);
    long fileId = TableFormat.fileIdOf(tableName);
    try (FileDisk disk = FileDisk.forReading(folder)) {
      if (!putAside) {
        SsTable table = openUndamaged(disk, fileId);
        if (table != null) {
          try {
            return scrub(scrub, table);
          } finally {
            table.close();
          }
        }
      }
      try (TableSalvage salvage = TableSalvage.open(disk, name, fileId)) {
        return scrub(scrub, salvage);
      }
    }
  }

  private @Nullable SsTable openUndamaged(FileDisk disk, long fileId) throws IOException {
    try {
      return SsTable.open(disk, ".", fileId);
    } catch (DamagedException damaged) {
      out().println("cannot be opened: " + RingtailNode.oneLine(damaged));
      return null;
    }
  }

  private boolean scrub(Scrub scrub, SsTable table) throws IOException {
    TableStatistics old = table.statistics();
    NewTable rest =
        new NewTable(table.fileId(), old.tableId(), old.compression(), old.repairedAtMillis());
    long losses =
        write(scrub, rest, old, (writer, report) -> TableScrub.run(table, writer, report));
    return losses == 0;
  }

  /** Returns false: the file is damaged, even if no partition is lost. */
  private boolean scrub(Scrub scrub, TableSalvage salvage) throws IOException {
    Integer told = salvage.tableId();
    Integer tableId = told == null ? scrub.tableId() : told;
    if (tableId == null) {
      throw new ParameterException(
          spec.commandLine(),
          scrub.file() + " does not tell its table's id any more: say it with --table");
    }
    write(
        scrub,
        salvage.rest(tableId),
        salvage.statistics(),
        (writer, report) -> TableScrub.run(salvage, writer, report));
    return false;
  }

  /** Returns how often something was lost. */
  private long write(Scrub scrub, NewTable rest, @Nullable TableStatistics old, Salvaging salvaging)
      throws IOException {
    Report report = new Report(scrub.file().toString());
    try (FileDisk disk = FileDisk.open(scrub.to())) {
      Path target = scrub.to().resolve(TableFormat.fileName(rest.fileId()));
      if (disk.exists(String.valueOf(target.getFileName()))) {
        throw new ParameterException(spec.commandLine(), target + " is there already");
      }
      try (TableWriter writer = new TableWriter(disk, ".", rest)) {
        salvaging.run(writer, report);
        writer.finish();
        out()
            .printf(
                "%s: %d of %s partitions written%n",
                target, writer.partitions(), old == null ? "?" : old.partitions());
      }
    }
    return report.losses;
  }

  /** Prints what is lost, and on a terminal how far the work is. */
  private final class Report implements TableScrub.Listener {
    private static final int BAR_CELLS = 30;

    private final String file;
    private final boolean terminal = isTerminal();
    private int losses;
    private int shown = -1;

    Report(String file) {
      this.file = file;
    }

    @SuppressWarnings(
        "SystemConsoleNull") // it is null on JDK 25 where input or output is redirected
    private static boolean isTerminal() {
      @Nullable Console console = System.console();
      return console != null && console.isTerminal();
    }

    @Override
    public void lost(long firstToken, long lastToken, String what) {
      losses++;
      out().printf("lost: tokens %016x to %016x: %s%n", firstToken, lastToken, what);
    }

    @Override
    public void progress(int blocks, int all) {
      int cells = all == 0 ? BAR_CELLS : (int) ((long) blocks * BAR_CELLS / all);
      if (terminal && cells != shown) {
        shown = cells;
        String bar = "#".repeat(cells) + ".".repeat(BAR_CELLS - cells);
        System.err.print("\r[" + bar + "] " + file);
        System.err.print(blocks == all ? "\r\033[K" : "");
        System.err.flush();
      }
    }
  }
}
