// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.floor;

import io.ringtail.benchmarks.process.ProcessCost;
import io.ringtail.benchmarks.report.JsonFile;
import io.ringtail.benchmarks.report.LatencySummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The process of the floor's client: warms up, measures, prints one line of JSON and ends. */
public final class FloorClientMain {
  static final String RESULT = "floor result ";

  private static final long LATENCY_NANOS_MAX = 60_000_000_000L;
  private static final int PRECISION_DIGITS = 3;

  private FloorClientMain() {}

  /** Takes the load as JSON, then for each server its port and its process id. */
  public static void main(String[] args) throws IOException, InterruptedException {
    FloorLoad load = JsonFile.read(args[0], FloorLoad.class);
    List<Integer> ports = new ArrayList<>();
    List<Long> pids = new ArrayList<>();
    for (int i = 1; i < args.length; i += 2) {
      ports.add(Integer.parseInt(args[i]));
      pids.add(Long.parseLong(args[i + 1]));
    }
    FloorClient client = new FloorClient(ports, load);
    client.start();
    TimeUnit.SECONDS.sleep(load.warmupSeconds());
    System.out.println(RESULT + JsonFile.line(measure(client, load, pids)));
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static FloorResult measure(FloorClient client, FloorLoad load, List<Long> pids)
      throws IOException, InterruptedException {
    Histogram histogram = new Histogram(LATENCY_NANOS_MAX, PRECISION_DIGITS);
    long self = ProcessHandle.current().pid();
    ProcessCost serversBefore = ProcessCost.read(pids);
    ProcessCost clientBefore = ProcessCost.read(self);
    long startNanos = System.nanoTime();
    client.record(histogram);
    TimeUnit.SECONDS.sleep(load.seconds());
    client.record(null);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    ProcessCost servers = ProcessCost.read(pids).minus(serversBefore);
    ProcessCost own = ProcessCost.read(self).minus(clientBefore);
    LatencySummary latency = LatencySummary.ofNanos(histogram);
    double operations = Math.max(1, latency.count());
    return new FloorResult(
        latency.count() / seconds,
        latency.p50Micros(),
        latency.p99Micros(),
        latency.p999Micros(),
        servers.cpuMicros() / operations,
        own.cpuMicros() / operations);
  }
}
