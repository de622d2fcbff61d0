// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.time.Ballot;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be asked of a node. */
public sealed interface Request extends Message {
  /**
   * What is asked of the data on a shard; the sender's epoch is checked against the vnodes and the
   * table.
   */
  sealed interface Data extends Request {}

  /** What is asked about the conditional writes of one partition. */
  sealed interface OfPartition extends Data {
    int tableId();

    /** The encoded partition key. */
    byte[] key();
  }

  /** What is asked of an acceptor of one partition. */
  sealed interface Consensus extends OfPartition {}

  /** Who is to write to a partition next. */
  sealed interface Turn extends OfPartition {}

  /** What is asked of the node as a whole; served on shard 0's thread. */
  sealed interface Control extends Request {}

  /**
   * Opens a connection: nothing else is read before it.
   *
   * @param shard the shard that the connection is meant for; any number is taken modulo the node's
   *     shards
   * @param features what the client can do, by name; the answer holds those that both can
   * @param clientName application or program, for people to read
   * @param nodeId the sender's id where a node calls a node, else null
   */
  record Hello(
      int versionMin,
      int versionMax,
      int shard,
      Set<String> features,
      String clientName,
      String clientVersion,
      @Nullable NodeId nodeId)
      implements Request {
    public Hello {
      features = Set.copyOf(features);
    }
  }

  /**
   * Reads the same slice of one or more partitions of a table, all on this shard.
   *
   * @param keys encoded partition keys; the list is not to be changed
   * @param slice of the clustering keys
   * @param columns ids of the columns that are wanted, ascending; null for all
   * @param rowLimit most rows in normal form (deleted ones too) of each partition, in clustering
   *     order
   * @param reverse whether the limit counts from the slice's end
   * @param nowMillis the reader's wall clock, by which expiry is judged on every replica alike
   * @param digest whether hashes are wanted in place of the data
   */
  record Read(
      int tableId,
      List<byte[]> keys,
      ByteRange slice,
      int @Nullable [] columns,
      int rowLimit,
      boolean reverse,
      long nowMillis,
      boolean digest)
      implements Data {
    /** No limit on rows. */
    public static final int ROWS_ALL = Integer.MAX_VALUE;

    /** The same of another table. */
    public Read ofTable(int newTableId) {
      return new Read(newTableId, keys, slice, columns, rowLimit, reverse, nowMillis, digest);
    }

    /** The same, of which hashes are wanted in place of the data. */
    public Read ofDigests() {
      return new Read(tableId, keys, slice, columns, rowLimit, reverse, nowMillis, true);
    }
  }

  /**
   * Nobody waits any more for the read on whose stream this comes. It has no answer of its own; the
   * read's comes in any case, and is a refusal where the node had not got everything for it yet.
   */
  record Cancel() implements Request {}

  /**
   * Plain writes, all on this shard: all of them are taken, or none.
   *
   * @param recipients other replicas that get the writes through this one, each with an answer of
   *     its own
   */
  record Write(List<Mutation> mutations, List<Recipient> recipients) implements Data {
    public Write {
      mutations = List.copyOf(mutations);
      recipients = List.copyOf(recipients);
    }

    /** Writes that go no further. */
    public Write(List<Mutation> mutations) {
      this(mutations, List.of());
    }

    /** The same to another table. */
    public Write ofTable(int newTableId) {
      return new Write(
          mutations.stream()
              .map(mutation -> new Mutation(newTableId, mutation.key(), mutation.content()))
              .toList(),
          recipients);
    }
  }

  /**
   * Another replica that gets writes through the one that is asked.
   *
   * @param node whom they are for
   * @param streamId on which its answer comes; as for a request of its own
   * @param later whether they are kept as a hint, since the node cannot be reached; else they are
   *     passed on at once
   */
  record Recipient(NodeId node, int streamId, boolean later) {}

  /**
   * Asks a node to keep writes for another one, which cannot be reached, and to deliver them when
   * it can; any node may be asked.
   *
   * @param node whom they are for
   */
  record Hint(NodeId node, List<Mutation> mutations) implements Data {
    public Hint {
      mutations = List.copyOf(mutations);
    }
  }

  /**
   * Reads partitions in token order from vnodes of this shard.
   *
   * @param vnodes indexes, ascending
   * @param from where an earlier answer left off; null at the start
   * @param rowLimit most rows in the answer, at least 1
   * @param bytesLimit about how many bytes the answer may have; at least one row is sent
   */
  record Scan(
      int tableId,
      int[] vnodes,
      @Nullable ScanPosition from,
      int @Nullable [] columns,
      int rowLimit,
      int bytesLimit,
      long nowMillis)
      implements Data {
    /** The same of another table. */
    public Scan ofTable(int newTableId) {
      return new Scan(newTableId, vnodes, from, columns, rowLimit, bytesLimit, nowMillis);
    }
  }

  /**
   * Asks an acceptor of a partition to accept nothing below a ballot any more, and for what it
   * knows.
   *
   * @param key encoded partition key
   * @param ballot its writer is the one whose proposals are asked for
   * @param slices of the clustering keys that the conditional write looks at; disjoint, ascending;
   *     the list is not to be changed
   * @param nowMillis the asker's wall clock, by which expiry is judged on every replica alike
   * @param decision whether what the last instance decided is wanted, however large it is
   */
  record Prepare(
      int tableId,
      byte[] key,
      Ballot ballot,
      List<ByteRange> slices,
      long nowMillis,
      boolean decision)
      implements Consensus {}

  /** Asks an acceptor of a partition to accept a conditional write. */
  record Propose(int tableId, byte[] key, Proposal proposal) implements Consensus {}

  /** Tells an acceptor of a partition what was decided. */
  record Commit(int tableId, byte[] key, Proposal proposal) implements Consensus {}

  /**
   * Asks to be told when it is the sender's turn to write to a partition on a condition: whoever
   * asks one replica for it does not outdo the others. A courtesy: it gives no right and takes
   * none.
   */
  record TakeTurn(int tableId, byte[] key) implements Turn {}

  /** Gives up the turn, or the place in the queue, that the sender has. */
  record EndTurn(int tableId, byte[] key) implements Turn {}

  /**
   * Asks a node to see to a request as a driver would that coordinates it itself.
   *
   * @param level code of the level at which it is to be coordinated
   * @param traced whether the steps that are taken for it are to be told
   * @param request a {@link Read}, {@link Write} or {@link Scan} by the sender's map, or a {@link
   *     Decide}
   */
  record Coordinate(int level, boolean traced, Data request) implements Data {}

  /**
   * A conditional write for a coordinator: takes effect when the slices of the partition are what
   * the sender knows of them.
   *
   * @param slices of the clustering keys that the condition looks at; disjoint, ascending; the list
   *     is not to be changed
   * @param expected what an earlier answer had for {@code known}; null asks for that, and for no
   *     write
   * @param content what is written then, an encoded partition
   */
  record Decide(
      int tableId, byte[] key, List<ByteRange> slices, byte @Nullable [] expected, byte[] content)
      implements OfPartition {}

  /** Asks for the node's cluster map where it is newer than a known one. */
  record FetchMap(Epoch known) implements Control {}

  /** Asks to be told of new maps on this connection ({@link Event.MapChanged}) until it closes. */
  record WatchMap() implements Control {}

  /** Asks for a change of the schema, to be decided as the next epoch. */
  record ChangeSchema(SchemaChange change) implements Control {}

  /** Between nodes: I live. */
  record Ping() implements Control {}

  /**
   * Between nodes: a node that starts says who it is, before it answers for anything.
   *
   * @param nodeId the sender's id
   * @param joined false where the sender's data folder is empty, and it only asks whether this id
   *     is known; true where it has taken its identity, which the receiver notes durably before it
   *     answers
   */
  record Introduce(NodeId nodeId, boolean joined) implements Control {}

  /** Asks a voter to promise a ballot for the instance that decides an epoch. */
  record MetadataPrepare(Epoch epoch, Ballot ballot) implements Control {}

  /** Asks a voter to accept a map for the instance that decides its epoch. */
  record MetadataPropose(Ballot ballot, ClusterMap map) implements Control {}

  /** Tells a node of a decided map. */
  record MetadataCommit(ClusterMap map) implements Control {}

  /** Asks how the node and its peers are. */
  record FetchStatus() implements Control {}

  /**
   * Asks the node to keep the files that its tables have now, under a name.
   *
   * @param tables which; empty for all
   */
  record TakeSnapshot(String name, List<TableName> tables) implements Control {
    public TakeSnapshot {
      tables = List.copyOf(tables);
    }
  }

  /** Asks which snapshots the node keeps. */
  record ListSnapshots() implements Control {}

  /** Asks the node to give a snapshot up. */
  record DeleteSnapshot(String name) implements Control {}

  /** Asks what the storage of the node's shards does, has to do, and takes. */
  record FetchStorage() implements Control {}

  /**
   * Asks for the compactions that the node ended last.
   *
   * @param limit most of them in the answer
   */
  record FetchCompactions(int limit) implements Control {}

  /**
   * Asks the node to halt compactions where they are and to begin none, or to let them go on, until
   * it is asked for the other or starts again. Idempotent.
   *
   * @param tables which; empty for all together, which is kept apart from what was asked for some
   */
  record PauseCompactions(boolean paused, List<TableName> tables) implements Control {
    public PauseCompactions {
      tables = List.copyOf(tables);
    }
  }

  /**
   * Asks the node to write its memtables to files, and to merge all files of each table.
   *
   * @param tables which; empty for all
   */
  record RunCompactions(List<TableName> tables) implements Control {
    public RunCompactions {
      tables = List.copyOf(tables);
    }
  }
}
