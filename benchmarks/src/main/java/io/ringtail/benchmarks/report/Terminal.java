// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.report;

import java.io.Console;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a command prints: plain lines always, colours and lines that rewrite themselves only where
 * a person looks on. Confined to the command's thread.
 */
public final class Terminal {
  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String GREEN = "\u001b[32m";
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean interactive;

  public Terminal(PrintStream out, boolean interactive) {
    this.out = out;
    this.interactive = interactive;
  }

  /**
   * Standard output; interactive when it is a terminal that understands colours and {@code
   * NO_COLOR} is not set.
   */
  @SuppressWarnings("SystemConsoleNull") // it is null on JDK 25 where input or output is redirected
  public static Terminal standard() {
    @Nullable Console console = System.console();
    String term = System.getenv("TERM");
    boolean capable = term != null && !term.equals("dumb") && System.getenv("NO_COLOR") == null;
    return new Terminal(System.out, console != null && console.isTerminal() && capable);
  }

  /** Whether a person looks on, so that lines may be rewritten. */
  public boolean interactive() {
    return interactive;
  }

  public void line(String text) {
    out.println(text);
    out.flush();
  }

  /** Prints text that already ends its lines. */
  public void text(String text) {
    out.print(text);
    out.flush();
  }

  /** A heading, set apart by an empty line above. */
  public void heading(String text) {
    line("");
    line(styled(BOLD, text));
  }

  /** A fact that was checked and holds. */
  public void good(String text) {
    line(styled(GREEN, "  ok  ") + text);
  }

  /** An explanation, less loud than a fact. */
  public void note(String text) {
    line(styled(DIM, "      " + text));
  }

  /** Replaces the current line; only where {@link #interactive()}. */
  void rewrite(String text) {
    out.print(CLEAR_LINE + text);
    out.flush();
  }

  private String styled(String style, String text) {
    return interactive ? style + text + RESET : text;
  }
}
