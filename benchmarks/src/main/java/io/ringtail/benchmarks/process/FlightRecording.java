// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A recording by Java Flight Recorder of what another JVM does, begun and ended from here through
 * jcmd. Confined to its owner.
 */
public final class FlightRecording {
  private static final String NAME = "ringtail-bench";
  private static final long JCMD_SECONDS_MAX = 60;

  private final long pid;

  private FlightRecording(long pid) {
    this.pid = pid;
  }

  /** Begins to record a process, with the JDK's settings for profiling. */
  public static FlightRecording start(long pid) throws IOException, InterruptedException {
    FlightRecording recording = new FlightRecording(pid);
    recording.jcmd("JFR.start", "name=" + NAME, "settings=profile");
    return recording;
  }

  /** Ends the recording and writes it to a file. */
  public void stop(Path file) throws IOException, InterruptedException {
    jcmd("JFR.stop", "name=" + NAME, "filename=" + file.toAbsolutePath());
  }

  private void jcmd(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    line.add(Long.toString(pid));
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(JCMD_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", line) + " failed");
    }
  }
}
