// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The registry of all messages: their opcodes and the codec of each. Thread-safe: immutable. */
public final class MessageCodec {
  private record Kind<M extends Message>(
      int opcode, Class<M> type, BiConsumer<M, ByteBuf> encoder, Function<ByteBuf, M> decoder) {
    void encode(Message message, ByteBuf out) {
      encoder.accept(type.cast(message), out);
    }
  }

  private static final int OPCODES = 256;
  private static final @Nullable Kind<?>[] BY_OPCODE = new Kind<?>[OPCODES];
  private static final Map<Class<?>, Kind<?>> BY_TYPE = new HashMap<>();

  static {
    handshake();
    data();
    consensus();
    turns();
    coordination();
    map();
    metadata();
    status();
    snapshots();
    storage();
    add(Opcode.REFUSED, Response.Refused.class, OutcomeCodec::encode, OutcomeCodec::refused);
    add(Opcode.UNKNOWN, Response.Unknown.class, OutcomeCodec::encode, OutcomeCodec::unknown);
  }

  private MessageCodec() {}

  /** The opcode of a message's kind. */
  public static int opcode(Message message) {
    return kind(message).opcode();
  }

  /** Whether an opcode is one of a message; a request with another is refused as unsupported. */
  public static boolean knows(int opcode) {
    return opcode >= 0 && opcode < OPCODES && BY_OPCODE[opcode] != null;
  }

  /**
   * Appends a message's body.
   *
   * @throws IllegalArgumentException when the message cannot be written down: a negative count, or
   *     numbers that do not ascend where they have to
   */
  public static void encode(Message message, ByteBuf out) {
    kind(message).encode(message, out);
  }

  /**
   * Reads a body to its end. Arrays in the message are copies.
   *
   * @throws MalformedException when the body is not one of that opcode
   */
  public static Message decode(int opcode, ByteBuf body) {
    Kind<?> kind = opcode >= 0 && opcode < OPCODES ? BY_OPCODE[opcode] : null;
    if (kind == null) {
      throw new MalformedException("no message has the opcode " + opcode);
    }
    Message message = kind.decoder().apply(body);
    if (body.isReadable()) {
      throw Wire.malformed(body, "bytes are left over behind a " + kind.type().getSimpleName());
    }
    return message;
  }

  private static Kind<?> kind(Message message) {
    Kind<?> kind = BY_TYPE.get(message.getClass());
    if (kind == null) {
      throw new IllegalStateException(message.getClass() + " has no codec");
    }
    return kind;
  }

  private static void handshake() {
    add(Opcode.HELLO, Request.Hello.class, HandshakeCodec::encode, HandshakeCodec::hello);
    done(Opcode.HELLO, Response.Welcome.class, HandshakeCodec::encode, HandshakeCodec::welcome);
  }

  private static void data() {
    add(Opcode.READ, Request.Read.class, ReadCodec::encode, ReadCodec::read);
    done(Opcode.READ, Response.ReadDone.class, ReadCodec::encode, ReadCodec::done);
    add(Opcode.WRITE, Request.Write.class, WriteCodec::encode, WriteCodec::write);
    done(Opcode.WRITE, Response.WriteDone.class, (done, out) -> {}, in -> new Response.WriteDone());
    add(Opcode.HINT, Request.Hint.class, WriteCodec::encode, WriteCodec::hint);
    done(Opcode.HINT, Response.HintDone.class, (done, out) -> {}, in -> new Response.HintDone());
    add(Opcode.SCAN, Request.Scan.class, ScanCodec::encode, ScanCodec::scan);
    done(Opcode.SCAN, Response.ScanDone.class, ScanCodec::encode, ScanCodec::done);
    add(Opcode.CANCEL, Request.Cancel.class, (cancel, out) -> {}, in -> new Request.Cancel());
  }

  private static void consensus() {
    add(Opcode.PREPARE, Request.Prepare.class, ConsensusCodec::encode, ConsensusCodec::prepare);
    done(Opcode.PREPARE, Response.Prepared.class, ConsensusCodec::encode, ConsensusCodec::prepared);
    add(Opcode.PROPOSE, Request.Propose.class, ConsensusCodec::encode, ConsensusCodec::propose);
    done(Opcode.PROPOSE, Response.Proposed.class, ConsensusCodec::encode, ConsensusCodec::proposed);
    add(Opcode.COMMIT, Request.Commit.class, ConsensusCodec::encode, ConsensusCodec::commit);
    done(
        Opcode.COMMIT, Response.Committed.class, (done, out) -> {}, in -> new Response.Committed());
  }

  private static void turns() {
    add(Opcode.TAKE_TURN, Request.TakeTurn.class, ConsensusCodec::encode, ConsensusCodec::takeTurn);
    done(
        Opcode.TAKE_TURN,
        Response.TurnTaken.class,
        (taken, out) -> Wire.writeVarint(out, taken.waiting()),
        in -> new Response.TurnTaken(Wire.readInt(in)));
    add(Opcode.END_TURN, Request.EndTurn.class, ConsensusCodec::encode, ConsensusCodec::endTurn);
    done(
        Opcode.END_TURN,
        Response.TurnEnded.class,
        (ended, out) -> {},
        in -> new Response.TurnEnded());
  }

  private static void coordination() {
    add(
        Opcode.COORDINATE,
        Request.Coordinate.class,
        CoordinationCodec::encode,
        CoordinationCodec::coordinate);
    done(
        Opcode.COORDINATE,
        Response.Coordinated.class,
        CoordinationCodec::encode,
        CoordinationCodec::coordinated);
    add(Opcode.DECIDE, Request.Decide.class, CoordinationCodec::encode, CoordinationCodec::decide);
    done(
        Opcode.DECIDE,
        Response.Decided.class,
        CoordinationCodec::encode,
        CoordinationCodec::decided);
  }

  private static void map() {
    add(Opcode.FETCH_MAP, Request.FetchMap.class, ControlCodec::encode, ControlCodec::fetchMap);
    done(Opcode.FETCH_MAP, Response.MapDone.class, ControlCodec::encode, ControlCodec::mapDone);
    add(Opcode.WATCH_MAP, Request.WatchMap.class, (watch, out) -> {}, in -> new Request.WatchMap());
    done(
        Opcode.WATCH_MAP,
        Response.WatchDone.class,
        (done, out) -> {},
        in -> new Response.WatchDone());
    add(
        Opcode.MAP_CHANGED,
        Event.MapChanged.class,
        (event, out) -> MapCodec.encode(event.map(), out),
        in -> new Event.MapChanged(MapCodec.decode(in)));
    add(
        Opcode.DRAINING,
        Event.Draining.class,
        (event, out) -> Wire.writeVarint(out, event.retryAfterMillis()),
        in -> new Event.Draining(Wire.readInt(in)));
    add(
        Opcode.CHANGE_SCHEMA,
        Request.ChangeSchema.class,
        (request, out) -> SchemaChangeCodec.encode(request.change(), out),
        in -> new Request.ChangeSchema(SchemaChangeCodec.decode(in)));
    done(
        Opcode.CHANGE_SCHEMA,
        Response.SchemaDone.class,
        (done, out) -> MapCodec.encode(done.map(), out),
        in -> new Response.SchemaDone(MapCodec.decode(in)));
  }

  private static void metadata() {
    add(
        Opcode.METADATA_PREPARE,
        Request.MetadataPrepare.class,
        MetadataCodec::encode,
        MetadataCodec::prepare);
    done(
        Opcode.METADATA_PREPARE,
        Response.MetadataPromise.class,
        MetadataCodec::encode,
        MetadataCodec::promise);
    add(
        Opcode.METADATA_PROPOSE,
        Request.MetadataPropose.class,
        MetadataCodec::encode,
        MetadataCodec::propose);
    done(
        Opcode.METADATA_PROPOSE,
        Response.MetadataAccepted.class,
        MetadataCodec::encode,
        MetadataCodec::accepted);
    add(
        Opcode.METADATA_COMMIT,
        Request.MetadataCommit.class,
        (commit, out) -> MapCodec.encode(commit.map(), out),
        in -> new Request.MetadataCommit(MapCodec.decode(in)));
    done(
        Opcode.METADATA_COMMIT,
        Response.MetadataCommitted.class,
        (done, out) -> {},
        in -> new Response.MetadataCommitted());
  }

  private static void status() {
    add(Opcode.PING, Request.Ping.class, (ping, out) -> {}, in -> new Request.Ping());
    done(Opcode.PING, Response.Pong.class, ControlCodec::encode, ControlCodec::pong);
    add(Opcode.INTRODUCE, Request.Introduce.class, ControlCodec::encode, ControlCodec::introduce);
    done(
        Opcode.INTRODUCE,
        Response.Introduced.class,
        ControlCodec::encode,
        ControlCodec::introduced);
    add(
        Opcode.FETCH_STATUS,
        Request.FetchStatus.class,
        (fetch, out) -> {},
        in -> new Request.FetchStatus());
    done(
        Opcode.FETCH_STATUS, Response.StatusDone.class, ControlCodec::encode, ControlCodec::status);
  }

  private static void snapshots() {
    add(
        Opcode.TAKE_SNAPSHOT,
        Request.TakeSnapshot.class,
        SnapshotCodec::encode,
        SnapshotCodec::take);
    done(
        Opcode.TAKE_SNAPSHOT,
        Response.SnapshotTaken.class,
        SnapshotCodec::encode,
        SnapshotCodec::taken);
    add(
        Opcode.LIST_SNAPSHOTS,
        Request.ListSnapshots.class,
        (list, out) -> {},
        in -> new Request.ListSnapshots());
    done(
        Opcode.LIST_SNAPSHOTS,
        Response.SnapshotsDone.class,
        SnapshotCodec::encode,
        SnapshotCodec::list);
    add(
        Opcode.DELETE_SNAPSHOT,
        Request.DeleteSnapshot.class,
        SnapshotCodec::encode,
        SnapshotCodec::delete);
    done(
        Opcode.DELETE_SNAPSHOT,
        Response.SnapshotDeleted.class,
        (deleted, out) -> {},
        in -> new Response.SnapshotDeleted());
  }

  private static void storage() {
    add(
        Opcode.FETCH_STORAGE,
        Request.FetchStorage.class,
        (fetch, out) -> {},
        in -> new Request.FetchStorage());
    done(
        Opcode.FETCH_STORAGE,
        Response.StorageDone.class,
        StorageCodec::encode,
        StorageCodec::storage);
    add(
        Opcode.FETCH_COMPACTIONS,
        Request.FetchCompactions.class,
        StorageCodec::encode,
        StorageCodec::fetchCompactions);
    done(
        Opcode.FETCH_COMPACTIONS,
        Response.CompactionsDone.class,
        StorageCodec::encode,
        StorageCodec::compactions);
    add(
        Opcode.PAUSE_COMPACTIONS,
        Request.PauseCompactions.class,
        StorageCodec::encode,
        StorageCodec::pause);
    done(
        Opcode.PAUSE_COMPACTIONS,
        Response.CompactionsPaused.class,
        (paused, out) -> {},
        in -> new Response.CompactionsPaused());
    add(
        Opcode.RUN_COMPACTIONS,
        Request.RunCompactions.class,
        StorageCodec::encode,
        StorageCodec::run);
    done(
        Opcode.RUN_COMPACTIONS,
        Response.CompactionsRun.class,
        (run, out) -> {},
        in -> new Response.CompactionsRun());
  }

  private static <M extends Response.Done> void done(
      int request, Class<M> type, BiConsumer<M, ByteBuf> encoder, Function<ByteBuf, M> decoder) {
    add(request + Opcode.DONE, type, encoder, decoder);
  }

  private static <M extends Message> void add(
      int opcode, Class<M> type, BiConsumer<M, ByteBuf> encoder, Function<ByteBuf, M> decoder) {
    Kind<M> kind = new Kind<>(opcode, type, encoder, decoder);
    if (BY_OPCODE[opcode] != null || BY_TYPE.put(type, kind) != null) {
      throw new IllegalStateException("opcode " + opcode + " or " + type + " is there twice");
    }
    BY_OPCODE[opcode] = kind;
  }
}
