// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.time.Ballot;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a node answers: done, refused (nothing happened), or unknown (in doubt). */
public sealed interface Response extends Message {
  /** The request was carried out. */
  sealed interface Done extends Response {}

  /**
   * The connection is open.
   *
   * @param shards how many shards the node has
   * @param shard the one that serves this connection
   * @param epoch of the node's map
   * @param frameBytesMax the longest frame that the node takes
   */
  record Welcome(
      int version,
      Set<String> features,
      NodeId nodeId,
      ClusterId clusterId,
      int shards,
      int shard,
      Epoch epoch,
      int frameBytesMax,
      String serverVersion)
      implements Done {
    public Welcome {
      features = Set.copyOf(features);
    }
  }

  /**
   * For each key of the read, in its order, what this replica knows.
   *
   * @param tables how many SSTables were asked for that, in all
   */
  record ReadDone(List<PartitionAnswer> partitions, int tables) implements Done {
    public ReadDone {
      partitions = List.copyOf(partitions);
    }

    /** What is known without an SSTable. */
    public ReadDone(List<PartitionAnswer> partitions) {
      this(partitions, 0);
    }
  }

  /** The writes are as durable as the node's log promises. */
  record WriteDone() implements Done {}

  /** The hint is as durable as a write would be. */
  record HintDone() implements Done {}

  /**
   * An acceptor's answer to PREPARE.
   *
   * @param highest the ballot that it has promised
   * @param promise null when that is another one, and it has not promised this one
   */
  record Prepared(Ballot highest, @Nullable Promise promise) implements Done {}

  /**
   * An acceptor's answer to PROPOSE.
   *
   * @param highest the ballot that it has promised
   */
  record Proposed(boolean accepted, Ballot highest) implements Done {}

  /** The acceptor has noted what was decided, and merged it. */
  record Committed() implements Done {}

  /**
   * It is the asker's turn, for a short while.
   *
   * @param waiting how many others wait for theirs
   */
  record TurnTaken(int waiting) implements Done {}

  /** The turn, or the place in the queue, was given up. */
  record TurnEnded() implements Done {}

  /**
   * A request was coordinated.
   *
   * @param by the node that did
   * @param steps that it took; none where the request was not traced
   * @param answer of the kind that the request asks for, or why there is none
   */
  record Coordinated(NodeId by, List<CoordinationStep> steps, Response answer) implements Done {
    public Coordinated {
      steps = List.copyOf(steps);
    }
  }

  /**
   * A conditional write was decided.
   *
   * @param applied whether it took effect
   * @param known the slices as they were when it was evaluated, an encoded partition
   */
  record Decided(boolean applied, byte[] known) implements Done {}

  /**
   * Partitions in token order.
   *
   * @param next where to go on; null at the end
   */
  record ScanDone(List<ScanEntry> entries, @Nullable ScanPosition next) implements Done {
    public ScanDone {
      entries = List.copyOf(entries);
    }
  }

  /** One partition of a scan, or a part of it. */
  record ScanEntry(byte[] key, PartitionAnswer answer) {}

  /** The node's map; null when it is not newer than the known one. */
  record MapDone(@Nullable ClusterMap map) implements Done {}

  /** New maps will be told. */
  record WatchDone() implements Done {}

  /** The change is decided in this map, or was there before. */
  record SchemaDone(ClusterMap map) implements Done {}

  /** I live, too, with this epoch. */
  record Pong(Epoch epoch) implements Done {}

  /**
   * Between nodes: the answer to an introduction.
   *
   * @param known whether this node had noted the sender's id as joined before
   */
  record Introduced(boolean known) implements Done {}

  /**
   * A voter's answer to a prepare.
   *
   * @param promised whether the ballot was promised; else {@code highest} is the one that stands
   *     against it
   * @param accepted the map that the voter accepted last in this instance, and under which ballot;
   *     both null when none
   */
  record MetadataPromise(
      boolean promised,
      Ballot highest,
      @Nullable Ballot acceptedBallot,
      @Nullable ClusterMap accepted)
      implements Done {}

  /** A voter's answer to a proposal: accepted, or the ballot that stands against it. */
  record MetadataAccepted(boolean accepted, Ballot highest) implements Done {}

  /** The node took note of a decided map. */
  record MetadataCommitted() implements Done {}

  /**
   * How the node and its peers are: one entry for each node of the map, and one for each table on
   * this node.
   *
   * @param warnings what an operator should know of this node, a line each
   */
  record StatusDone(
      NodeId nodeId,
      Epoch epoch,
      List<NodeStatus> nodes,
      List<TableStatus> tables,
      List<String> warnings)
      implements Done {
    public StatusDone {
      nodes = List.copyOf(nodes);
      tables = List.copyOf(tables);
      warnings = List.copyOf(warnings);
    }
  }

  /** What the asked node thinks of a node. */
  record NodeStatus(NodeId id, boolean up, int vnodes) {}

  /** What a table takes on the asked node. */
  record TableStatus(int tableId, long memtableBytes, int sstables, long sstableBytes) {}

  /** The snapshot is durable. */
  record SnapshotTaken(Snapshot snapshot) implements Done {}

  /** All snapshots of the node, by name. */
  record SnapshotsDone(List<Snapshot> snapshots) implements Done {
    public SnapshotsDone {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** The snapshot is gone. */
  record SnapshotDeleted() implements Done {}

  /**
   * What the storage of the node's shards does, has to do, and takes.
   *
   * @param compactionBytesPerSecond what the compactions of all shards together may merge now; 0
   *     for no limit
   * @param compactionsWaitedMillis how long they have waited for that in all
   */
  record StorageDone(
      List<ShardStatus> shards, long compactionBytesPerSecond, long compactionsWaitedMillis)
      implements Done {
    public StorageDone {
      shards = List.copyOf(shards);
    }
  }

  /** The compactions that the node ended last, the latest first. */
  record CompactionsDone(List<EndedCompaction> ended) implements Done {
    public CompactionsDone {
      ended = List.copyOf(ended);
    }
  }

  /** The compactions are halted, or go on, as was asked. */
  record CompactionsPaused() implements Done {}

  /** All files that the tables had are merged, and what came out is durable. */
  record CompactionsRun() implements Done {}

  /**
   * Nothing happened.
   *
   * @param detail for people to read
   * @param retryAfterMillis a hint; 0 when there is none
   * @param epoch of the node's map, which tells a {@link Reason#STALE_MAP} what to fetch
   */
  record Refused(Reason reason, String detail, int retryAfterMillis, Epoch epoch)
      implements Response {}

  /** The request may have taken effect, or may do so later; a read has no answer. */
  record Unknown(Reason reason, String detail) implements Response {}
}
