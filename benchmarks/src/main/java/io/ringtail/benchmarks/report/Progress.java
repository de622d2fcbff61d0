// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.report;

import java.util.Locale;

/**
 * The progress of one long step: a bar that rewrites itself on a terminal, a line at each tenth
 * elsewhere. Confined to the thread that made it; the work itself may go on in others.
 */
public final class Progress implements AutoCloseable {
  private static final int BAR_CELLS = 30;
  private static final long REDRAW_NANOS = 100_000_000;
  private static final int TENTHS = 10;

  private final Terminal terminal;
  private final String name;
  private final long total;
  private final String unit;
  private final long startNanos = System.nanoTime();
  private long drawnNanos;
  private long tenthsSaid;
  private long done;

  /** Starts a step of {@code total} units of work; {@code unit} names them, as in "records". */
  public Progress(Terminal terminal, String name, long total, String unit) {
    this.terminal = terminal;
    this.name = name;
    this.total = Math.max(1, total);
    this.unit = unit;
    this.drawnNanos = startNanos - REDRAW_NANOS;
  }

  /** Says how much is done by now; cheap enough to call often. */
  public void at(long doneNow) {
    done = Math.min(doneNow, total);
    long now = System.nanoTime();
    if (terminal.interactive()) {
      if (now - drawnNanos >= REDRAW_NANOS) {
        drawnNanos = now;
        terminal.rewrite("  " + bar() + " " + sentence(now));
      }
    } else if (done * TENTHS / total > tenthsSaid) {
      tenthsSaid = done * TENTHS / total;
      terminal.line("  " + sentence(now));
    }
  }

  /** Ends the step; on a terminal the bar gives way to one last line. */
  @Override
  public void close() {
    if (terminal.interactive()) {
      terminal.rewrite("  " + sentence(System.nanoTime()) + "\n");
    }
  }

  private String bar() {
    int filled = (int) (done * BAR_CELLS / total);
    return "[" + "#".repeat(filled) + ".".repeat(BAR_CELLS - filled) + "]";
  }

  private String sentence(long now) {
    double seconds = (now - startNanos) / 1e9;
    return String.format(
        Locale.ROOT, "%s: %,d of %,d %s, %.1f s", name, done, total, unit, seconds);
  }
}
