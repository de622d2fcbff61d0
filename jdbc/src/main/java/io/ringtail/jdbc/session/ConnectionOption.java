// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.session;

import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.SessionOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The properties of a connection, in the URL behind the question mark or in {@code Properties}. */
public enum ConnectionOption {
  LEVEL(
      "level",
      "QUORUM",
      "How many replicas have to answer, and whether writes stand in one order by any clocks",
      "ANY",
      "ONE",
      "TWO",
      "THREE",
      "QUORUM",
      "LOCAL_ONE",
      "LOCAL_QUORUM",
      "EACH_QUORUM",
      "SERIAL",
      "LOCAL_SERIAL",
      "ALL"),
  FULL_SCANS("fullScans", "refuse", "Whether a query may read a whole table", "refuse", "allow"),
  TIMEOUT_MILLIS("timeoutMillis", "2000", "Until a request fails, in milliseconds"),
  RETRIES(
      "retries",
      Integer.toString(RequestOptions.RETRIES_ALL),
      "How often replicas that refuse a request for now may be asked again"),
  FETCH_SIZE("fetchSize", "1000", "Rows fetched at once unless the statement says otherwise"),
  BATCHES(
      "batches",
      "unlogged",
      "Whether executeBatch, and an INSERT of several rows, is all or nothing: logged is",
      "unlogged",
      "logged"),
  DATA_CENTER("dataCenter", "", "Where the application is; that of the first host if not given"),
  RACK("rack", "", "Where it is in its data center; replicas there are preferred"),
  ROUTING(
      "routing",
      "replicas",
      "Who asks the replicas: the driver itself, or a node on its behalf",
      "replicas",
      "coordinator"),
  SPECULATION_SHARE(
      "speculationShare",
      Double.toString(SessionOptions.SPECULATION_SHARE_DEFAULT),
      "How many reads may be asked of one more replica because another one is late, 0 to 1"),
  TRACE_SHARE("traceShare", "0", "How many requests are traced to the log io.ringtail.trace"),
  LANES("lanes", "0", "Threads that carry requests; 0 for one for every two cores"),
  CLIENT_NAME("clientName", "jdbc", "Told to the nodes, for people to read"),
  DATA("data", "", "Embedded only: data folder of the one-node cluster to start");

  private final String key;
  private final String otherwise;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> choices;

  ConnectionOption(String key, String otherwise, String description, String... choices) {
    this.key = key;
    this.otherwise = otherwise;
    this.description = description;
    this.choices = List.of(choices);
  }

  public String key() {
    return key;
  }

  /** The value where none is given. */
  public String otherwise() {
    return otherwise;
  }

  public String description() {
    return description;
  }

  /** The values that there are; empty for any. */
  public List<String> choices() {
    return choices;
  }

  /** The option of a key, which matches without regard to case. */
  static Optional<ConnectionOption> of(String key) {
    return Arrays.stream(values()).filter(option -> option.key.equalsIgnoreCase(key)).findFirst();
  }

  /** The key most like one that does not exist. */
  static String nearest(String key) {
    String folded = key.toLowerCase(Locale.ROOT);
    @Nullable String best = null;
    int least = Integer.MAX_VALUE;
    for (ConnectionOption option : values()) {
      int distance = distance(folded, option.key.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        best = option.key;
      }
    }
    return String.valueOf(best);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
