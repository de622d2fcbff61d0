// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

import io.ringtail.protocol.map.InitialNode;
import io.ringtail.protocol.ring.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node's configuration, read and checked. {@link ConfigKeys} says what each value means.
 *
 * @param initialNodes the list as given; empty where none was
 * @param listen where others reach the node
 * @param bind where it listens
 * @param vnodeBits binary logarithm of the number of vnodes
 * @param shards 0 for one for each core
 * @param compactionThreads 0 for one for each four cores
 */
public record NodeConfig(
    List<InitialNode> initialNodes,
    int vnodeBits,
    long maxClockSkewMillis,
    Endpoint listen,
    Endpoint bind,
    List<Endpoint> seeds,
    String data,
    int shards,
    SyncMode sync,
    long syncPeriodMillis,
    long memtableBytes,
    int logSegmentBytes,
    String logArchive,
    long cacheBytes,
    long compactionBytesPerSecond,
    int compactionThreads,
    long hintBytesMax,
    long hintMillisMax,
    long hintBytesPerSecond,
    int valueBytesMax,
    int connectionsMax,
    int inflightMax,
    long handshakeTimeoutMillis,
    long idleTimeoutMillis,
    long drainMillis,
    boolean autoSnapshot) {

  /**
   * Reads and checks values by their full names.
   *
   * @throws ConfigException with one line that says what to do
   */
  public static NodeConfig of(Map<String, String> values) {
    for (String name : values.keySet()) {
      if (ConfigKeys.find(name).isEmpty()) {
        throw new ConfigException(
            "unknown configuration key '"
                + name
                + "'; did you mean "
                + ConfigKeys.nearest(name).fullName()
                + "?");
      }
    }
    NodeConfig config =
        new NodeConfig(
            value(ConfigKeys.INITIAL_NODES, values),
            Long.numberOfTrailingZeros(value(ConfigKeys.VNODES, values)),
            value(ConfigKeys.MAX_CLOCK_SKEW_MILLIS, values),
            value(ConfigKeys.LISTEN, values),
            value(ConfigKeys.BIND, values).orElse(value(ConfigKeys.LISTEN, values)),
            value(ConfigKeys.SEEDS, values),
            value(ConfigKeys.DATA, values),
            value(ConfigKeys.SHARDS, values).intValue(),
            value(ConfigKeys.SYNC, values),
            value(ConfigKeys.SYNC_PERIOD_MILLIS, values),
            value(ConfigKeys.MEMTABLE_BYTES, values),
            value(ConfigKeys.LOG_SEGMENT_BYTES, values).intValue(),
            value(ConfigKeys.LOG_ARCHIVE, values),
            value(ConfigKeys.CACHE_BYTES, values),
            value(ConfigKeys.COMPACTION_BYTES_PER_SECOND, values),
            value(ConfigKeys.COMPACTION_THREADS, values).intValue(),
            value(ConfigKeys.HINT_BYTES_MAX, values),
            value(ConfigKeys.HINT_MILLIS_MAX, values),
            value(ConfigKeys.HINT_BYTES_PER_SECOND, values),
            value(ConfigKeys.VALUE_BYTES_MAX, values).intValue(),
            value(ConfigKeys.CONNECTIONS_MAX, values).intValue(),
            value(ConfigKeys.INFLIGHT_MAX, values).intValue(),
            value(ConfigKeys.HANDSHAKE_TIMEOUT_MILLIS, values),
            value(ConfigKeys.IDLE_TIMEOUT_MILLIS, values),
            value(ConfigKeys.DRAIN_MILLIS, values),
            value(ConfigKeys.AUTO_SNAPSHOT, values));
    config.check();
    return config;
  }

  /** The initial nodes, where none were given this node alone. */
  public List<InitialNode> members() {
    return initialNodes.isEmpty() ? List.of(InitialNode.at(listen)) : initialNodes;
  }

  /** Compactions that may run at once. */
  public int compactionJobsMax() {
    return compactionThreads > 0
        ? compactionThreads
        : Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
  }

  private void check() {
    checkLoopback("node.listen", listen);
    checkLoopback("node.bind", bind);
    if (logSegmentBytes < 2L * valueBytesMax) {
      throw new ConfigException(
          "node.log_segment_bytes is "
              + logSegmentBytes
              + ", less than twice node.value_bytes_max ("
              + valueBytesMax
              + "); raise the one or lower the other");
    }
    if (initialNodes.stream().map(InitialNode::endpoint).distinct().count()
        != initialNodes.size()) {
      throw new ConfigException("cluster.initial_nodes names a node twice: " + initialNodes);
    }
  }

  private static void checkLoopback(String name, Endpoint endpoint) {
    if (!isLoopback(endpoint.host())) {
      throw new ConfigException(
          name
              + " is "
              + endpoint
              + ", but a node listens on loopback addresses only, as long as it has neither"
              + " authentication nor encryption; use 127.0.0.1:"
              + endpoint.port());
    }
  }

  /** Whether a host is the machine itself, told from its text alone: nothing is looked up. */
  private static boolean isLoopback(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.equals("localhost")
        || lower.equals("::1")
        || lower.equals("0:0:0:0:0:0:0:1")
        || lower.matches("127(\\.\\d{1,3}){3}");
  }

  private static <T> T value(ConfigKey<T> key, Map<String, String> values) {
    @Nullable String text = values.getOrDefault(key.fullName(), key.defaultText());
    if (text == null) {
      throw new ConfigException(key.fullName() + " is not set; give " + key.type().name());
    }
    return key.parse(text);
  }
}
