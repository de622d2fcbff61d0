// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A child JVM, its output in a file. It dies with its owner: by {@link #close}, or by itself when
 * this process ends (see {@link ChildMain}). Confined to its owner's thread.
 */
public final class ChildJvm implements AutoCloseable {
  private static final long POLL_NANOS = 5_000_000;
  private static final long KILL_SECONDS_MAX = 20;
  private static final int TAIL_LINES = 8;

  private final String name;
  private final Process process;
  private final Path output;

  private ChildJvm(String name, Process process, Path output) {
    this.name = name;
    this.process = process;
    this.output = output;
  }

  /** Starts the child; its output, errors included, goes to {@code NAME.out} in the folder. */
  public static ChildJvm start(JvmCommand command, Path outputFolder) throws IOException {
    Path output = outputFolder.resolve(command.name() + ".out");
    Process process =
        new ProcessBuilder(command.commandLine())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ChildJvm(command.name(), process, output);
  }

  public long pid() {
    return process.pid();
  }

  /** Everything the child has printed so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /**
   * Waits until the child's output satisfies {@code ready}.
   *
   * @throws IOException if the child ends before, with its last lines
   * @throws TimeoutException if that takes longer than {@code limit}
   */
  public void awaitOutput(Predicate<String> ready, Duration limit)
      throws IOException, TimeoutException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ready.test(output())) {
      if (!process.isAlive() && !ready.test(output())) {
        throw ended();
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            name + " was not ready after " + limit.toSeconds() + " s: " + tail());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /**
   * Waits for the child's own end.
   *
   * @throws IOException if its status is not 0, with its last lines
   * @throws TimeoutException if it takes longer than {@code limit}
   */
  public void awaitEnd(Duration limit) throws IOException, InterruptedException, TimeoutException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TimeoutException(name + " still ran after " + limit.toSeconds() + " s: " + tail());
    }
    if (process.exitValue() != 0) {
      throw ended();
    }
  }

  /** Waits so long for the child's end, and tells whether it came, with whatever status. */
  public boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Fails if the child has ended, with its last lines. */
  public void checkAlive() throws IOException {
    if (!process.isAlive()) {
      throw ended();
    }
  }

  /**
   * Asks the child to end (SIGTERM) and waits until it is gone.
   *
   * @throws TimeoutException if that takes longer than {@code limit}
   */
  public void terminate(Duration limit) throws IOException, InterruptedException, TimeoutException {
    // Not the process' own destroy: that closes the child's input as well, which it ends by at
    // once.
    process.toHandle().destroy();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new TimeoutException(name + " did not end: " + tail());
    }
  }

  /** Kills the child as a power failure would (SIGKILL) and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    boolean interrupted = false;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(KILL_SECONDS_MAX);
    while (process.isAlive() && System.nanoTime() - deadline < 0) {
      interrupted |= Thread.interrupted();
      LockSupport.parkNanos(POLL_NANOS);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private IOException ended() throws IOException {
    return new IOException(name + " ended with status " + process.exitValue() + ": " + tail());
  }

  private String tail() throws IOException {
    String[] lines = output().strip().split("\n", -1);
    int from = Math.max(0, lines.length - TAIL_LINES);
    String last = String.join(" | ", java.util.Arrays.asList(lines).subList(from, lines.length));
    return last.isEmpty() ? "it printed nothing" : last;
  }
}
