// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

import io.ringtail.protocol.map.InitialNode;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.time.HybridClock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All keys. */
public final class ConfigKeys {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;

  static final ConfigKey<List<InitialNode>> INITIAL_NODES =
      new ConfigKey<>(
          ConfigScope.CLUSTER,
          "initial_nodes",
          ConfigType.initialNodes(),
          "",
          "The nodes that form the cluster, in the same order on all of them; cluster id and first"
              + " map follow from it. On a folder with data it is only compared. Behind its"
              + " address a node may name its data center and rack: 10.0.0.1:7400/east/r1. Without"
              + " the list, a node with an empty folder forms a cluster of itself.");
  static final ConfigKey<Long> VNODES =
      new ConfigKey<>(
          ConfigScope.CLUSTER,
          "vnodes",
          ConfigType.powerOfTwo(Vnode.BITS_MIN, Vnode.BITS_MAX),
          Integer.toString(1 << Vnode.BITS_DEFAULT),
          "Slices of the ring, fixed for ever when the cluster is formed.");
  static final ConfigKey<Long> MAX_CLOCK_SKEW_MILLIS =
      new ConfigKey<>(
          ConfigScope.CLUSTER,
          "max_clock_skew_millis",
          ConfigType.integer(1, 60_000),
          Long.toString(HybridClock.MAX_SKEW_MILLIS_DEFAULT),
          "How far ahead of this machine's clock a write's timestamp may be; what is further ahead"
              + " is refused.");

  static final ConfigKey<Endpoint> LISTEN =
      new ConfigKey<>(
          ConfigScope.NODE,
          "listen",
          ConfigType.endpoint(),
          "127.0.0.1:" + Endpoint.PORT_DEFAULT,
          "Where clients and other nodes reach this node. Only loopback addresses are taken, since"
              + " there is no authentication and no encryption yet.");
  static final ConfigKey<Optional<Endpoint>> BIND =
      new ConfigKey<>(
          ConfigScope.NODE,
          "bind",
          ConfigType.endpointOrNone(),
          "",
          "Where this node listens, if that is not where others reach it: behind a proxy or a"
              + " tunnel, or in a container.");
  static final ConfigKey<List<Endpoint>> SEEDS =
      new ConfigKey<>(
          ConfigScope.NODE,
          "seeds",
          ConfigType.endpoints(),
          "",
          "More nodes to ask for a newer cluster map at the start.");
  static final ConfigKey<String> DATA =
      new ConfigKey<>(
          ConfigScope.NODE,
          "data",
          ConfigType.text("a folder"),
          null,
          "The node's data folder; made where it is missing.");
  static final ConfigKey<Long> SHARDS =
      new ConfigKey<>(
          ConfigScope.NODE,
          "shards",
          ConfigType.integer(0, 256),
          "0",
          "Threads that serve data, each with its own vnodes; 0 for one for each core. Fixed once"
              + " the folder has data.");
  static final ConfigKey<SyncMode> SYNC =
      new ConfigKey<>(
          ConfigScope.NODE,
          "sync",
          ConfigType.choice(SyncMode.class),
          "group",
          "When a write is acknowledged: on disk (group), or in the operating system's hands, which"
              + " survives the process but not the machine (periodic, none).");
  static final ConfigKey<Long> SYNC_PERIOD_MILLIS =
      new ConfigKey<>(
          ConfigScope.NODE,
          "sync_period_millis",
          ConfigType.integer(1, 60_000),
          "200",
          "With periodic, the longest that an acknowledged write waits for its sync.");
  static final ConfigKey<Long> MEMTABLE_BYTES =
      new ConfigKey<>(
          ConfigScope.NODE,
          "memtable_bytes",
          // Four times of it wait at most, and a generation's references name 32 GiB.
          ConfigType.integer(KIB * 64, 8L << 30),
          Long.toString(64 * MIB),
          "Memory off the heap for writes on each shard before they are flushed to a table; up to"
              + " four times as much where the disk does not keep up.");
  static final ConfigKey<Long> LOG_SEGMENT_BYTES =
      new ConfigKey<>(
          ConfigScope.NODE,
          "log_segment_bytes",
          ConfigType.integer(KIB * 64, 1L << 30),
          // Allocated in a sixth of a second on a disk that writes 100 MB/s.
          Long.toString(16 * MIB),
          "Size of the commit log's files, each allocated before it is needed. What is written to"
              + " a shard in one request has to fit in one: at least twice node.value_bytes_max.");
  static final ConfigKey<String> LOG_ARCHIVE =
      new ConfigKey<>(
          ConfigScope.NODE,
          "log_archive",
          ConfigType.textOrNone("a folder"),
          "",
          "Where each segment of the commit log is copied to before it is given up, for a restore"
              + " up to a point in time: a folder of this node alone, made where it is missing; a"
              + " relative one lies in the data folder. While that fails, segments are kept, and"
              + " writes refused once 256 wait on a shard.");
  static final ConfigKey<Long> CACHE_BYTES =
      new ConfigKey<>(
          ConfigScope.NODE,
          "cache_bytes",
          ConfigType.integer(0, 1L << 40),
          "0",
          "Memory for blocks of tables, shared by the node's shards; 0 is a quarter of the heap.");
  static final ConfigKey<Long> COMPACTION_BYTES_PER_SECOND =
      new ConfigKey<>(
          ConfigScope.NODE,
          "compaction_bytes_per_second",
          ConfigType.integer(0, 1L << 40),
          // More than two cores merge, so that it is a bound only where many do.
          Long.toString(512 * MIB),
          "How much data, uncompressed, the node's compactions may merge in a second, and down to a"
              + " sixteenth of that while requests wait for their turn; 0 for no limit.");
  static final ConfigKey<Long> COMPACTION_THREADS =
      new ConfigKey<>(
          ConfigScope.NODE,
          "compaction_threads",
          ConfigType.integer(0, 64),
          "0",
          "Compactions that may run at once; 0 for one for each four cores, but at least one.");
  static final ConfigKey<Long> HINT_BYTES_MAX =
      new ConfigKey<>(
          ConfigScope.NODE,
          "hint_bytes_max",
          ConfigType.integer(0, 1L << 50),
          // Ten thousand writes of 100 bytes a second for a quarter of an hour.
          Long.toString(1_024 * MIB),
          "Room on the disk for writes that are kept for nodes which cannot be reached; what is"
              + " beyond gets there by repair. 0 keeps none.");
  static final ConfigKey<Long> HINT_MILLIS_MAX =
      new ConfigKey<>(
          ConfigScope.NODE,
          "hint_millis_max",
          ConfigType.integer(1_000, 30L * 86_400_000),
          Long.toString(3 * 3_600_000),
          "How long a write is kept for a node that cannot be reached.");
  static final ConfigKey<Long> HINT_BYTES_PER_SECOND =
      new ConfigKey<>(
          ConfigScope.NODE,
          "hint_bytes_per_second",
          ConfigType.integer(0, 1L << 40),
          Long.toString(16 * MIB),
          "How fast what was kept is brought to nodes that are back, for all of them together; 0"
              + " for no limit.");
  static final ConfigKey<Long> VALUE_BYTES_MAX =
      new ConfigKey<>(
          ConfigScope.NODE,
          "value_bytes_max",
          ConfigType.integer(1, 8 * MIB),
          Long.toString(MIB),
          "The longest value that a write may hold.");
  static final ConfigKey<Long> CONNECTIONS_MAX =
      new ConfigKey<>(
          ConfigScope.NODE,
          "connections_max",
          ConfigType.integer(1, 1_000_000),
          "10000",
          "Connections that may be open at once; more are closed as they come.");
  static final ConfigKey<Long> INFLIGHT_MAX =
      new ConfigKey<>(
          ConfigScope.NODE,
          "inflight_max",
          ConfigType.integer(1, 1_000_000),
          "16384",
          "Requests that may wait on a shard at once; more are refused as overloaded.");
  static final ConfigKey<Long> HANDSHAKE_TIMEOUT_MILLIS =
      new ConfigKey<>(
          ConfigScope.NODE,
          "handshake_timeout_millis",
          ConfigType.integer(10, 600_000),
          "5000",
          "How long a connection may take to introduce itself.");
  static final ConfigKey<Long> IDLE_TIMEOUT_MILLIS =
      new ConfigKey<>(
          ConfigScope.NODE,
          "idle_timeout_millis",
          ConfigType.integer(2_000, 86_400_000),
          "30000",
          "How long nothing may come over a connection before it is closed; drivers and nodes send"
              + " something every second.");

  static final ConfigKey<Long> DRAIN_MILLIS =
      new ConfigKey<>(
          ConfigScope.NODE,
          "drain_millis",
          ConfigType.integer(0, 600_000),
          "2000",
          "How long a node that is told to stop goes on serving those who are connected, at most:"
              + " it asks them to leave, and stops when they have.");
  static final ConfigKey<Boolean> AUTO_SNAPSHOT =
      new ConfigKey<>(
          ConfigScope.NODE,
          "auto_snapshot",
          ConfigType.yesOrNo(),
          "true",
          "Whether the files of a table that is dropped or truncated are kept as a snapshot, and"
              + " with them their room on the disk, until that is deleted.");

  /** Every key, the cluster's first. */
  public static final List<ConfigKey<?>> ALL =
      List.of(
          INITIAL_NODES,
          VNODES,
          MAX_CLOCK_SKEW_MILLIS,
          LISTEN,
          BIND,
          SEEDS,
          DATA,
          SHARDS,
          SYNC,
          SYNC_PERIOD_MILLIS,
          MEMTABLE_BYTES,
          LOG_SEGMENT_BYTES,
          LOG_ARCHIVE,
          CACHE_BYTES,
          COMPACTION_BYTES_PER_SECOND,
          COMPACTION_THREADS,
          HINT_BYTES_MAX,
          HINT_MILLIS_MAX,
          HINT_BYTES_PER_SECOND,
          VALUE_BYTES_MAX,
          CONNECTIONS_MAX,
          INFLIGHT_MAX,
          HANDSHAKE_TIMEOUT_MILLIS,
          IDLE_TIMEOUT_MILLIS,
          DRAIN_MILLIS,
          AUTO_SNAPSHOT);

  private ConfigKeys() {}

  /** The key of a full name. */
  static Optional<ConfigKey<?>> find(String fullName) {
    return ALL.stream().filter(key -> key.fullName().equals(fullName)).findFirst();
  }

  /** The key whose name takes the fewest keystrokes to reach. */
  static ConfigKey<?> nearest(String fullName) {
    return ALL.stream()
        .min(
            Comparator.comparingInt(key ->
                Math.min(
                    editDistance(fullName, key.fullName()), editDistance(fullName, key.name()))))
        .orElseThrow();
  }

  /** The Levenshtein distance of two texts. */
  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
