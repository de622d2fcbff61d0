// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.CoordinationStep;
import io.ringtail.protocol.message.EndedCompaction;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.message.ShardStatus;
import io.ringtail.protocol.message.Snapshot;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.CompactionStrategy.Leveled;
import io.ringtail.protocol.schema.CompactionStrategy.SizeTiered;
import io.ringtail.protocol.schema.CompactionStrategy.TimeWindow;
import io.ringtail.protocol.schema.Compression;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.OptionChanges;
import io.ringtail.protocol.schema.PlainWrites;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.schema.TombstoneGc.Grace;
import io.ringtail.protocol.schema.TombstoneGc.Repaired;
import io.ringtail.protocol.time.Ballot;
import io.ringtail.protocol.type.ScalarType;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** At least one message of every kind, by a name that says what is special about it. */
final class MessageSamples {
  static final Version VERSION = new Version(0x0001_0203_0405_0607L, 0x1112_1314_1516_1718L, 0);
  static final byte[] KEY = {'k', 'e', 'y', 0, 0};
  static final NodeId NODE = new NodeId(new UUID(0x0102_0304_0506_0708L, 0x090A_0B0C_0D0E_0F10L));
  static final Ballot BALLOT = new Ballot(3, 0x2122_2324_2526_2728L);
  static final ClusterMap MAP = map();

  private MessageSamples() {}

  /** The smallest content that an ordinary write has. */
  static byte[] content() {
    Cell cell = new Cell(1, VERSION, text("value"), Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    return PartitionCodec.encode(new PartitionData(null, List.of(), List.of(row)));
  }

  static Map<String, Message> all() {
    Map<String, Message> samples = new LinkedHashMap<>();
    requests(samples);
    conditional(samples);
    coordinated(samples);
    controlRequests(samples);
    answers(samples);
    controlAnswers(samples);
    snapshotAnswers(samples);
    storageAnswers(samples);
    return samples;
  }

  private static void conditional(Map<String, Message> samples) {
    Proposal proposal = new Proposal(200, BALLOT, new ProposalId(-3, 130), content());
    Promise.Outcome own = new Promise.Outcome(199, 129, 3);
    samples.put(
        "PREPARE of a whole partition",
        new Request.Prepare(7, KEY, BALLOT, List.of(ByteRange.ALL), 1_700_000_000_000L, true));
    samples.put(
        "PREPARE of two rows",
        new Request.Prepare(
            7,
            KEY,
            BALLOT,
            List.of(ByteRange.single(new byte[] {1}), new ByteRange(new byte[] {2, 3}, null)),
            1_700_000_000_000L,
            false));
    samples.put("PREPARE that settles", new Request.Prepare(7, KEY, BALLOT, List.of(), 0, false));
    samples.put("PREPARE done, not promised", new Response.Prepared(BALLOT, null));
    samples.put(
        "PREPARE done",
        new Response.Prepared(BALLOT, new Promise(200, null, null, own, 0, content())));
    samples.put(
        "PREPARE done, with all there may be",
        new Response.Prepared(
            BALLOT,
            new Promise(
                200,
                proposal,
                new Proposal(201, BALLOT, ProposalId.NOBODY, new byte[] {0}),
                Promise.Outcome.NONE,
                300,
                new byte[] {0})));
    samples.put("PROPOSE", new Request.Propose(7, KEY, proposal));
    samples.put("PROPOSE done", new Response.Proposed(true, BALLOT));
    samples.put("COMMIT", new Request.Commit(7, KEY, proposal));
    samples.put("COMMIT done", new Response.Committed());
    samples.put("TAKE_TURN", new Request.TakeTurn(7, KEY));
    samples.put("TAKE_TURN done", new Response.TurnTaken(200));
    samples.put("END_TURN", new Request.EndTurn(7, KEY));
    samples.put("END_TURN done", new Response.TurnEnded());
  }

  private static void coordinated(Map<String, Message> samples) {
    Request.Decide ask = new Request.Decide(7, KEY, List.of(ByteRange.ALL), null, new byte[] {0});
    Request.Decide decide =
        new Request.Decide(
            7, KEY, List.of(ByteRange.single(new byte[] {1})), new byte[] {0}, content());
    Response.Refused refused =
        new Response.Refused(Reason.NO_QUORUM, "1 of 3 replicas", 0, new Epoch(5));
    samples.put("CANCEL", new Request.Cancel());
    samples.put("DECIDE that asks", ask);
    samples.put("DECIDE", decide);
    samples.put("DECIDE done", new Response.Decided(true, content()));
    samples.put(
        "COORDINATE of a write",
        new Request.Coordinate(
            3, false, new Request.Write(List.of(new Mutation(7, KEY, content())))));
    samples.put("COORDINATE of a conditional write", new Request.Coordinate(7, true, decide));
    samples.put(
        "COORDINATE done", new Response.Coordinated(NODE, List.of(), new Response.WriteDone()));
    samples.put(
        "COORDINATE done, but refused",
        new Response.Coordinated(
            NODE,
            List.of(
                new CoordinationStep(0, "BEGUN", null, "of t"),
                new CoordinationStep(300, "SENT", new Endpoint("127.0.0.1", 7400), "")),
            refused));
  }

  private static void requests(Map<String, Message> samples) {
    samples.put(
        "HELLO of a client",
        new Request.Hello(1, 1, 2, Set.of("lz4", "auth"), "demo", "0.1.0", null));
    samples.put(
        "HELLO of a node", new Request.Hello(1, 2, 0, Set.of(), "ringtail-node", "0.1.0", NODE));
    samples.put(
        "READ of one key",
        new Request.Read(
            7,
            List.of(KEY),
            ByteRange.ALL,
            null,
            Request.Read.ROWS_ALL,
            false,
            1_700_000_000_000L,
            false));
    samples.put(
        "READ of a slice of two keys",
        new Request.Read(
            300,
            List.of(KEY, new byte[] {9}),
            new ByteRange(new byte[] {1}, new byte[] {2, 3}),
            new int[] {0, 4, 200},
            10,
            true,
            1_700_000_000_000L,
            true));
    samples.put(
        "WRITE of one mutation", new Request.Write(List.of(new Mutation(7, KEY, content()))));
    samples.put(
        "WRITE of two mutations",
        new Request.Write(
            List.of(
                new Mutation(7, KEY, content()), new Mutation(8, new byte[] {5}, new byte[] {0}))));
    samples.put(
        "WRITE for others as well",
        new Request.Write(
            List.of(new Mutation(7, KEY, content())),
            List.of(
                new Request.Recipient(NODE, 70_000, false), new Request.Recipient(NODE, 5, true))));
    samples.put("HINT", new Request.Hint(NODE, List.of(new Mutation(7, KEY, content()))));
    samples.put(
        "SCAN from the start",
        new Request.Scan(
            7, new int[] {0, 1, 5, 1023}, null, null, 1_000, 1 << 20, 1_700_000_000_000L));
    samples.put(
        "SCAN of columns from a position",
        new Request.Scan(
            7,
            new int[] {3},
            new ScanPosition(0x8000_0000_0000_0001L, KEY, new byte[] {1}),
            new int[] {1},
            1,
            1,
            1_700_000_000_000L));
  }

  private static void controlRequests(Map<String, Message> samples) {
    samples.put("FETCH_MAP", new Request.FetchMap(new Epoch(4)));
    samples.put("WATCH_MAP", new Request.WatchMap());
    samples.put(
        "CHANGE_SCHEMA that creates a keyspace",
        new Request.ChangeSchema(new SchemaChange.CreateKeyspace("shop", 3, true)));
    samples.put(
        "CHANGE_SCHEMA that drops a keyspace",
        new Request.ChangeSchema(new SchemaChange.DropKeyspace("shop", false)));
    samples.put(
        "CHANGE_SCHEMA that creates a table",
        new Request.ChangeSchema(
            new SchemaChange.CreateTable(
                new TableName("shop", "orders"),
                List.of(
                    new ColumnDefinition("id", ScalarType.UUID, ColumnKind.PARTITION, false),
                    new ColumnDefinition("at", ScalarType.TIMESTAMP, ColumnKind.CLUSTERING, true),
                    new ColumnDefinition("sum", ScalarType.DECIMAL, ColumnKind.REGULAR, false)),
                TableOptions.DEFAULT.withDefaultTtlMillis(60_000),
                false)));
    samples.put(
        "CHANGE_SCHEMA that drops a table",
        new Request.ChangeSchema(
            new SchemaChange.DropTable(new TableName("shop", "orders"), true)));
    schemaChanges(samples);
    samples.put("PING", new Request.Ping());
    samples.put("INTRODUCE", new Request.Introduce(NODE, true));
    samples.put("METADATA_PREPARE", new Request.MetadataPrepare(new Epoch(5), BALLOT));
    samples.put("METADATA_PROPOSE", new Request.MetadataPropose(BALLOT, MAP));
    samples.put("METADATA_COMMIT", new Request.MetadataCommit(MAP));
    samples.put("FETCH_STATUS", new Request.FetchStatus());
    samples.put(
        "TAKE_SNAPSHOT of one table",
        new Request.TakeSnapshot("monday", List.of(new TableName("shop", "orders"))));
    samples.put("LIST_SNAPSHOTS", new Request.ListSnapshots());
    samples.put("DELETE_SNAPSHOT", new Request.DeleteSnapshot("monday"));
    samples.put("FETCH_STORAGE", new Request.FetchStorage());
    samples.put("FETCH_COMPACTIONS", new Request.FetchCompactions(300));
    samples.put("PAUSE_COMPACTIONS of all tables", new Request.PauseCompactions(true, List.of()));
    samples.put(
        "PAUSE_COMPACTIONS that resumes one table",
        new Request.PauseCompactions(false, List.of(new TableName("shop", "orders"))));
    samples.put(
        "RUN_COMPACTIONS of one table",
        new Request.RunCompactions(List.of(new TableName("shop", "orders"))));
  }

  private static void schemaChanges(Map<String, Message> samples) {
    TableName orders = new TableName("shop", "orders");
    samples.put(
        "CHANGE_SCHEMA that creates a table with options",
        new Request.ChangeSchema(
            new SchemaChange.CreateTable(
                orders,
                List.of(new ColumnDefinition("id", ScalarType.INT, ColumnKind.PARTITION, false)),
                new TableOptions(
                    0,
                    new Leveled(1 << 25),
                    Compression.ZSTD,
                    new Grace(864_000_000),
                    PlainWrites.FAST),
                true)));
    samples.put(
        "CHANGE_SCHEMA that alters all options of a table",
        new Request.ChangeSchema(
            new SchemaChange.AlterTable(
                orders,
                new OptionChanges(
                    3_600_000L,
                    new TimeWindow(3_600_000),
                    Compression.NONE,
                    new Repaired(),
                    PlainWrites.STRICT),
                true)));
    samples.put(
        "CHANGE_SCHEMA that alters one option of a table",
        new Request.ChangeSchema(
            new SchemaChange.AlterTable(
                orders, new OptionChanges(null, new SizeTiered(8), null, null, null), false)));
    samples.put(
        "CHANGE_SCHEMA that truncates a table",
        new Request.ChangeSchema(new SchemaChange.TruncateTable(orders)));
  }

  private static void answers(Map<String, Message> samples) {
    samples.put(
        "WELCOME",
        new Response.Welcome(
            1, Set.of("lz4"), NODE, MAP.clusterId(), 4, 2, new Epoch(5), 16 << 20, "0.1.0"));
    PartitionAnswer plain = new PartitionAnswer(ConsensusState.NONE, content(), null);
    PartitionAnswer full =
        new PartitionAnswer(
            new ConsensusState(200, new Ballot(9, -2)), new byte[] {0}, new byte[] {7});
    samples.put("READ done, one partition", new Response.ReadDone(List.of(plain)));
    samples.put("READ done, two partitions", new Response.ReadDone(List.of(plain, full), 300));
    samples.put("WRITE done", new Response.WriteDone());
    samples.put("HINT done", new Response.HintDone());
    samples.put(
        "SCAN done, more to come",
        new Response.ScanDone(
            List.of(new Response.ScanEntry(KEY, plain), new Response.ScanEntry(KEY, full)),
            new ScanPosition(-1L, KEY, new byte[0])));
    samples.put("SCAN done, at the end", new Response.ScanDone(List.of(), null));
    samples.put(
        "REFUSED", new Response.Refused(Reason.STALE_MAP, "epoch 4 is too old", 0, new Epoch(5)));
    samples.put("UNKNOWN", new Response.Unknown(Reason.STOPPING, "no longer listening: \u00FC"));
    samples.put("MAP_CHANGED", new Event.MapChanged(MAP));
    samples.put("DRAINING", new Event.Draining(500));
  }

  private static void controlAnswers(Map<String, Message> samples) {
    samples.put("FETCH_MAP done, nothing newer", new Response.MapDone(null));
    samples.put("FETCH_MAP done", new Response.MapDone(MAP));
    samples.put("WATCH_MAP done", new Response.WatchDone());
    samples.put("CHANGE_SCHEMA done", new Response.SchemaDone(MAP));
    samples.put("PING done", new Response.Pong(new Epoch(5)));
    samples.put("INTRODUCE done", new Response.Introduced(true));
    samples.put(
        "METADATA_PREPARE done, nothing accepted",
        new Response.MetadataPromise(true, BALLOT, null, null));
    samples.put(
        "METADATA_PREPARE done, accepted before",
        new Response.MetadataPromise(false, BALLOT, new Ballot(1, 2), MAP));
    samples.put("METADATA_PROPOSE done", new Response.MetadataAccepted(true, BALLOT));
    samples.put("METADATA_COMMIT done", new Response.MetadataCommitted());
    samples.put(
        "FETCH_STATUS done",
        new Response.StatusDone(
            NODE,
            new Epoch(5),
            List.of(new Response.NodeStatus(NODE, true, 1024)),
            List.of(new Response.TableStatus(7, 1L << 33, 3, 5_000)),
            List.of("shard 0: 3 of 512 vnodes are suspect")));
  }

  private static void snapshotAnswers(Map<String, Message> samples) {
    Snapshot snapshot = new Snapshot("monday", 1_700_000_000_000L, 2, 300, 1L << 33);
    samples.put("TAKE_SNAPSHOT done", new Response.SnapshotTaken(snapshot));
    samples.put("LIST_SNAPSHOTS done", new Response.SnapshotsDone(List.of(snapshot)));
    samples.put("DELETE_SNAPSHOT done", new Response.SnapshotDeleted());
  }

  private static void storageAnswers(Map<String, Message> samples) {
    ShardStatus idle =
        new ShardStatus(
            0,
            new ShardStatus.Compactions(true, List.of(), List.of(), 0, 0, false),
            0,
            new ShardStatus.Log(1, 0, 0, 0),
            new ShardStatus.Cache(0, 1L << 30, 0, 0),
            0);
    ShardStatus busy =
        new ShardStatus(
            1,
            new ShardStatus.Compactions(
                false,
                List.of(2, 7),
                List.of(new ShardStatus.Running(3, 4, 1L << 20, 1L << 22)),
                5,
                1L << 24,
                true),
            2,
            new ShardStatus.Log(9, 1_000, 200_000, 300),
            new ShardStatus.Cache(1L << 20, 1L << 30, 99, 1),
            17);
    samples.put("FETCH_STORAGE done", new Response.StorageDone(List.of(idle, busy), 1 << 26, 250));
    EndedCompaction merged =
        new EndedCompaction(
            1, 3, 1_700_000_000_000L, 2_500, 4, 1, 4_000, 1_000, 400, 100, 40, 10, "");
    EndedCompaction failed =
        new EndedCompaction(0, 2, 1_700_000_000_000L, 3, 2, 0, 90, 0, 9, 0, 0, 0, "no room");
    samples.put("FETCH_COMPACTIONS done", new Response.CompactionsDone(List.of(merged, failed)));
    samples.put("PAUSE_COMPACTIONS done", new Response.CompactionsPaused());
    samples.put("RUN_COMPACTIONS done", new Response.CompactionsRun());
  }

  /** Sixteen vnodes of two nodes, one table. */
  private static ClusterMap map() {
    ClusterMap first =
        InitialMap.of(List.of(new Endpoint("127.0.0.1", 7400), new Endpoint("::1", 7401)), 4);
    Table table =
        new Table(
            1,
            new TableName("default", "users"),
            new Epoch(2),
            List.of(
                Column.partition(0, "id", ScalarType.BIGINT),
                Column.clustering(1, "day", ScalarType.INT, true),
                Column.regular(2, "name", ScalarType.VARCHAR)),
            TableOptions.DEFAULT);
    Keyspace keyspace =
        new Keyspace(Keyspace.DEFAULT, Replication.in(Node.PLACE_DEFAULT, 2), null, Epoch.FIRST);
    return new ClusterMap(
        first.clusterId(),
        new Epoch(2),
        new ChangeId(0x3132_3334_3536_3738L, 9),
        first.vnodeBits(),
        first.nodes(),
        first.voters(),
        first.placements(),
        Schema.of(List.of(keyspace), List.of(table), 2));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
