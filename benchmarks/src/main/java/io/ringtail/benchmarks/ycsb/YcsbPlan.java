// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import io.ringtail.driver.api.Level;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What YCSB is to do. Immutable.
 *
 * @param contactPoints of a running cluster, as host:port,host:port; null to start one of three
 *     processes
 * @param sync of the cluster that is started: group, periodic or none
 */
public record YcsbPlan(
    Target target,
    CoreWorkload workload,
    Sizes sizes,
    Level level,
    @Nullable String contactPoints,
    String sync) {
  /** What may stand before the contact points of a URL, whichever face it is meant for. */
  private static final Pattern SCHEME = Pattern.compile("^(jdbc:)?ringtail://");

  public YcsbPlan {
    target.check(workload);
  }

  /**
   * How much of it.
   *
   * @param inFlight YCSB's threads, each with one operation under way
   */
  public record Sizes(int records, int operations, int inFlight) {
    public Sizes {
      if (records < 1 || operations < 1 || inFlight < 1) {
        throw new IllegalArgumentException(
            "records, operations and in-flight must be at least 1, not "
                + records
                + ", "
                + operations
                + " and "
                + inFlight);
      }
    }
  }

  /** The contact points of any face's URL; what follows them in it is not used. */
  public static String contactPoints(String url) {
    String rest = SCHEME.matcher(url).replaceFirst("");
    if (rest.contains("embedded:")) {
      throw new IllegalArgumentException(
          "a child process cannot reach a cluster embedded in another: give --url host:port,host:port");
    }
    return rest.split("[/?]", 2)[0];
  }
}
