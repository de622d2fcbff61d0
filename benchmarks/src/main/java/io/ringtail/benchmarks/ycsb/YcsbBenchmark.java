// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import io.ringtail.benchmarks.cluster.NodeProcesses;
import io.ringtail.benchmarks.process.ChildJvm;
import io.ringtail.benchmarks.process.JvmCommand;
import io.ringtail.benchmarks.process.TemporaryFolder;
import io.ringtail.benchmarks.report.Progress;
import io.ringtail.benchmarks.report.Terminal;
import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.cache.CacheManager;

/**
 * Runs YCSB's own client, once to load and once to run a core workload, each in a child JVM: the
 * client ends its process and keeps its measurements in static fields. Confined to the caller's
 * thread.
 */
public final class YcsbBenchmark {
  private static final String CLIENT_MAIN = "site.ycsb.Client";
  private static final int CLIENT_HEAP_MEGABYTES = 512;
  private static final Duration RUN_LIMIT = Duration.ofHours(6);
  private static final Duration TICK = Duration.ofMillis(300);

  /** YCSB's status line, "... 12 sec: 34567 operations; ...". */
  private static final Pattern STATUS = Pattern.compile("sec: (\\d+) operations;");

  private final YcsbPlan plan;
  private final Terminal terminal;

  public YcsbBenchmark(YcsbPlan plan, Terminal terminal) {
    this.plan = plan;
    this.terminal = terminal;
  }

  /** Does the whole plan; a table left by an earlier run is dropped first. */
  public YcsbResult run() throws IOException, InterruptedException, TimeoutException, SQLException {
    String contactPoints = plan.contactPoints();
    if (contactPoints != null) {
      return run(contactPoints);
    }
    terminal.line("  starting three node processes");
    try (NodeProcesses cluster = NodeProcesses.start(NodeProcesses.Settings.of(3, plan.sync()))) {
      return run(cluster.contactPoints());
    }
  }

  private YcsbResult run(String contactPoints)
      throws IOException, InterruptedException, TimeoutException, SQLException {
    prepare(contactPoints);
    try (TemporaryFolder folder = TemporaryFolder.create("ringtail-ycsb-")) {
      YcsbResult.Phase load = client("load", contactPoints, folder.path());
      YcsbResult.Phase run = client("run", contactPoints, folder.path());
      return new YcsbResult(plan, load, run);
    }
  }

  private void prepare(String contactPoints) throws SQLException {
    String url = plan.target().url(contactPoints, plan.level().name());
    switch (plan.target()) {
      case DRIVER -> {
        try (Session session = open(contactPoints)) {
          UserTable.drop(session);
          UserTable.create(session);
        }
      }
      case JDBC -> {
        try (Session session = open(contactPoints)) {
          UserTable.drop(session);
        }
        try (Connection connection = DriverManager.getConnection(url, "", "");
            Statement statement = connection.createStatement()) {
          statement.execute(UserTable.createStatement());
        }
      }
      case JCACHE -> {
        try (CacheManager manager = JCacheBinding.manager(url)) {
          JCacheBinding.create(manager);
          manager.destroyCache(JCacheBinding.CACHE);
        }
      }
    }
  }

  private static Session open(String contactPoints) {
    return Ringtail.open(Shared.options(contactPoints)).toCompletableFuture().join();
  }

  private YcsbResult.Phase client(String phase, String contactPoints, Path folder)
      throws IOException, InterruptedException, TimeoutException {
    Path report = folder.resolve(phase + ".json");
    List<String> arguments = new ArrayList<>();
    arguments.add(phase.equals("load") ? "-load" : "-t");
    arguments.add("-s");
    properties(contactPoints, report)
        .forEach((name, value) -> {
          arguments.add("-p");
          arguments.add(name + "=" + value);
        });
    JvmCommand command =
        new JvmCommand("ycsb-" + phase, CLIENT_MAIN, CLIENT_HEAP_MEGABYTES, List.of(), arguments);
    try (ChildJvm client = ChildJvm.start(command, folder)) {
      follow(client, phase);
      if (!Files.exists(report)) {
        throw new IOException("YCSB ended without a report: " + client.output().strip());
      }
      return YcsbReport.parse(Files.readString(report));
    }
  }

  private Map<String, String> properties(String contactPoints, Path report) {
    YcsbPlan.Sizes sizes = plan.sizes();
    Map<String, String> properties = new LinkedHashMap<>(plan.workload().properties());
    properties.put("db", plan.target().binding().getName());
    properties.put("recordcount", Integer.toString(sizes.records()));
    properties.put("operationcount", Integer.toString(sizes.operations()));
    properties.put("threadcount", Integer.toString(sizes.inFlight()));
    properties.put("measurementtype", "hdrhistogram");
    properties.put("hdrhistogram.percentiles", "50,95,99,99.9");
    properties.put("exporter", "site.ycsb.measurements.exporter.JSONArrayMeasurementsExporter");
    properties.put("exportfile", report.toString());
    properties.put("status.interval", "1");
    properties.put(BindingSettings.URL, plan.target().url(contactPoints, plan.level().name()));
    properties.put(BindingSettings.CONTACT_POINTS, contactPoints);
    properties.put(BindingSettings.LEVEL, plan.level().name());
    return properties;
  }

  private void follow(ChildJvm client, String phase)
      throws IOException, InterruptedException, TimeoutException {
    int total = phase.equals("load") ? plan.sizes().records() : plan.sizes().operations();
    long deadline = System.nanoTime() + RUN_LIMIT.toNanos();
    try (Progress progress = new Progress(terminal, phase, total, "operations")) {
      while (!client.endsWithin(TICK)) {
        progress.at(operationsSoFar(client.output()));
        if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException("YCSB still ran after " + RUN_LIMIT.toHours() + " h");
        }
      }
      progress.at(total);
    }
    client.awaitEnd(TICK);
  }

  private static long operationsSoFar(String output) {
    long operations = 0;
    Matcher status = STATUS.matcher(output);
    while (status.find()) {
      operations = Long.parseLong(status.group(1));
    }
    return operations;
  }
}
