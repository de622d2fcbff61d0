// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.coordination.BatchReplay;
import io.ringtail.node.coordination.Coordinator;
import io.ringtail.node.hint.HintDelivery;
import io.ringtail.node.hint.HintListener;
import io.ringtail.node.hint.HintStore;
import io.ringtail.node.hint.TargetHints;
import io.ringtail.node.snapshot.SnapshotFile;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.StorageListener;
import io.ringtail.node.storage.TableUsage;
import io.ringtail.node.storage.WriteOutcome;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.schema.BatchTable;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.Deadline;
import io.ringtail.protocol.time.HybridClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread's worth of a node: checks what is asked of its vnodes, lets its storage do it, and
 * answers when the log is committed as far as the answer needs. Confined to its loop.
 */
public final class Shard implements StorageListener {
  /**
   * What a shard is given.
   *
   * @param index which of the node's shards
   * @param coordinator its way to other replicas
   * @param epochSeen told, on any thread, of epochs beyond the node's map
   * @param failed told when the disk fails: the process must stop
   */
  public record Surroundings(
      int index,
      int shards,
      ScheduledExecutorService loop,
      Clock clock,
      HybridClock hybridClock,
      Serving serving,
      ShardLimits limits,
      Coordinator coordinator,
      LongConsumer epochSeen,
      BiConsumer<String, Throwable> failed) {}

  /** How often parked requests are looked through for those that nobody waits for. */
  private static final long PARKED_SWEEP_MILLIS = 20;

  /** How long a request is parked whose sender names no time. */
  private static final long PARKED_MICROS_DEFAULT = 2_000_000;

  /** Requests of newer maps that may wait: a map comes within milliseconds, or not at all. */
  private static final int PARKED_MAX = 1_024;

  /** For what a retry a moment later may find done: a flush that frees memory, say. */
  private static final int RETRY_MILLIS = 10;

  private static final Response WRITE_DONE = new Response.WriteDone();
  private static final Response TURN_ENDED = new Response.TurnEnded();

  private final Surroundings around;
  private final Serving serving;
  private final RequestCheck check;
  private final Admission admission = new Admission();
  private final Turn turn;
  private final ParkingLot parked = new ParkingLot();
  private final Acknowledgements acknowledgements;
  private final PromiseBounds bounds = new PromiseBounds(this::opened);
  private final Acceptors acceptors;
  private final ReadRequests reads;
  private final ScanRequests scans;
  private final ConsensusRequests consensus;
  private final Turnstile turnstile;
  private final OnwardWrites onward;
  private final BatchReplay batches;
  private final ShardLoad load;
  private @Nullable ShardStorage storage;
  private @Nullable HintStore hints;
  private @Nullable HintDelivery delivery;
  private boolean closed;

  /** A shard that has no storage yet. */
  public Shard(Surroundings around) {
    this.around = around;
    this.serving = around.serving();
    this.check =
        new RequestCheck(around.index(), around.shards(), around.limits(), around.hybridClock());
    this.turn = new Turn(around.loop(), around.clock(), this::endTurn);
    this.acknowledgements = new Acknowledgements(turn, around.loop(), around.clock(), this::opened);
    this.acceptors = new Acceptors(this::opened, bounds, acknowledgements::wrote);
    this.reads = new ReadRequests(check, acceptors, acknowledgements, this::opened, around.clock());
    this.scans = new ScanRequests(check, acknowledgements, this::opened);
    this.consensus =
        new ConsensusRequests(check, acceptors, bounds, acknowledgements, this::opened);
    this.turnstile = new Turnstile(around.loop(), around.clock());
    this.onward =
        new OnwardWrites(
            around.coordinator(), around.clock(), turn, this::openedHints, around.failed());
    this.batches =
        new BatchReplay(
            around.coordinator(),
            around.loop(),
            around.clock(),
            around.hybridClock(),
            () -> serving.map().map().schema().tablesByName().get(BatchTable.NAME),
            (tableId, key) -> OwnScan.begin(this, around, tableId, key));
    this.load = new ShardLoad(around.index(), serving, turn, admission);
  }

  public int index() {
    return around.index();
  }

  /** Whether it takes no more requests. */
  boolean isClosed() {
    return closed;
  }

  public ScheduledExecutorService loop() {
    return around.loop();
  }

  /** Where connections of this shard note that they have something to send. */
  public Turn turn() {
    return turn;
  }

  /** What of the shard's load is told in each answer, and decided before requests are looked at. */
  public ShardLoad load() {
    return load;
  }

  /** Gives the shard its storage, once, before it is asked for anything. */
  public void attach(ShardStorage opened) {
    storage = opened;
  }

  /** Gives the shard what it keeps for others, once, before it is asked for that. */
  public void attach(HintStore opened, HintDelivery begun) {
    hints = opened;
    delivery = begun;
  }

  /** The node serves: what was left undone is looked for. */
  public void serves() {
    batches.look();
  }

  /** What hears of the shard's hints. */
  public HintListener hintListener() {
    return onward;
  }

  /** Carries a request out, and answers; at once where it can. */
  public void handle(FrameHeader header, Request.Data request, Requester requester) {
    Response objection = serving.objection();
    if (objection != null) {
      requester.answer(header.streamId(), objection);
      return;
    }
    ServedMap map = serving.map();
    boolean ahead = header.epoch() > map.epoch();
    if (ahead ? parked.size() >= PARKED_MAX : waiting() >= around.limits().inflightMax()) {
      requester.answer(header.streamId(), overloaded(map));
      return;
    }
    if (ahead) {
      park(header, request, requester);
      return;
    }
    switch (request) {
      case Request.Read read -> reads.handle(header, read, map, requester);
      case Request.Write write -> write(header, write, map, requester);
      case Request.Scan scan -> scans.handle(header, scan, map, requester);
      case Request.Consensus one -> consensus.handle(header, one, map, requester);
      case Request.Turn turn -> turn(header, turn, map, requester);
      case Request.Hint hint -> hint(header, hint, map, requester);
      case Request.Coordinate coordinate -> coordinate(header, coordinate, requester);
      case Request.Decide decide ->
          requester.answer(
              header.streamId(),
              RequestCheck.refused(Reason.INVALID, "a coordinator is to be asked for this", map));
    }
  }

  /** Gives a read up that waits for the disk; what does not is answered as it is. */
  public void cancel(Requester requester, int streamId) {
    reads.cancel(requester, streamId, serving.map());
  }

  private void coordinate(FrameHeader header, Request.Coordinate request, Requester requester) {
    long micros = header.timeMicros() > 0 ? header.timeMicros() : PARKED_MICROS_DEFAULT;
    around
        .coordinator()
        .coordinate(
            request,
            TimeUnit.MICROSECONDS.toNanos(micros),
            answer -> requester.answer(header.streamId(), answer));
  }

  private void hint(FrameHeader header, Request.Hint hint, ServedMap map, Requester requester) {
    Response.Refused refused = check.hint(hint, map);
    if (refused == null) {
      onward.keep(hint.node(), hint.mutations(), map, requester, header.streamId());
    } else {
      requester.answer(header.streamId(), refused);
    }
  }

  /** Requests that wait for the disk. */
  private int waiting() {
    return acknowledgements.size()
        + reads.waiting()
        + scans.waiting()
        + consensus.waiting()
        + onward.size();
  }

  /** The node has a newer map: takes up the requests that waited for it. */
  public void mapChanged() {
    around.coordinator().mapChanged();
    resume();
    batches.look();
  }

  /** What tables' owners chose, by a newer map. */
  public void useOptions(IntFunction<TableOptions> optionsOf) {
    opened().useOptions(optionsOf);
  }

  /** Keeps the files of tables in a snapshot's folder; completes on the loop. */
  public CompletableFuture<List<SnapshotFile>> snapshot(String name, IntPredicate tableIds) {
    return opened().snapshot(name, tableIds);
  }

  /** Forgets the data of a table that was dropped; once it is closed, the next start does. */
  public void dropTable(int tableId) {
    if (!closed) {
      opened().dropTable(tableId);
      acceptors.dropTable(tableId);
    }
  }

  /** Its storage, which is confined to its loop; once it is attached. */
  public ShardStorage storage() {
    return opened();
  }

  /** What each table takes here. */
  public List<TableUsage> usage() {
    return storage == null ? List.of() : storage.usage();
  }

  /** What an operator should know of its disk, a line each. */
  public List<String> warnings() {
    if (storage == null) {
      return List.of();
    }
    List<String> warnings = new ArrayList<>();
    int vnodes = 0;
    int suspect = 0;
    int bits = serving.map().vnodeBits();
    for (int vnode = 0; vnode < 1 << bits; vnode++) {
      if (Vnode.shard(vnode, around.shards()) == around.index()) {
        vnodes++;
        suspect += storage.isSuspect(vnode, bits) ? 1 : 0;
      }
    }
    if (suspect > 0) {
      warnings.add(
          "shard "
              + around.index()
              + ": "
              + suspect
              + " of "
              + vnodes
              + " vnodes are suspect: the disk lost something that may be of them; reads of that"
              + " are left to other replicas until it is rebuilt from them");
    }
    if (storage.compactor().isRoomScarce()) {
      warnings.add(
          "shard " + around.index() + ": the disk is full, and compactions wait for room on it");
    }
    for (TargetHints kept : hints == null ? List.<TargetHints>of() : hints.targets()) {
      warnings.add(
          "shard "
              + around.index()
              + ": "
              + kept.count()
              + " writes ("
              + kept.bytes()
              + " bytes) are kept for node "
              + kept.target()
              + ", which cannot be reached, or is catching up");
    }
    String problem = storage.archiveProblem();
    if (problem != null) {
      warnings.add("shard " + around.index() + ": the log cannot be archived: " + problem);
    }
    return warnings;
  }

  /**
   * How much is still to be made here though nobody may wait for it: writes that are kept for other
   * nodes, and logged batches.
   */
  public long owed() {
    HintStore open = hints;
    long kept = open == null ? 0 : open.targets().stream().mapToLong(TargetHints::count).sum();
    return kept + batches.left();
  }

  /** Ends the storage; completes on the loop. What waits for the log is answered before. */
  public CompletableFuture<Void> close() {
    closed = true;
    for (ParkingLot.Parked each : parked.takeAll()) {
      handle(each.header(), each.request(), each.requester());
    }
    turnstile.close();
    acknowledgements.hurry();
    batches.stop();
    around.coordinator().close();
    ShardStorage open = storage;
    return open == null
        ? CompletableFuture.completedFuture(null)
        : closeHints().thenCompose(nothing -> open.close());
  }

  private CompletableFuture<Void> closeHints() {
    HintStore open = hints;
    if (open == null) {
      return CompletableFuture.completedFuture(null);
    }
    if (delivery != null) {
      delivery.stop();
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    open.close(() -> done.complete(null));
    return done;
  }

  @Override
  public void committed(long position) {
    acknowledgements.committed(position);
  }

  @Override
  public void failed(String reason, Throwable cause) {
    around.failed().accept("shard " + around.index() + ": " + reason, cause);
  }

  private void turn(FrameHeader header, Request.Turn request, ServedMap map, Requester requester) {
    Response.Refused refused = check.turn(request, map, header.epoch());
    if (refused != null) {
      requester.answer(header.streamId(), refused);
      return;
    }
    switch (request) {
      case Request.TakeTurn take -> turnstile.take(header, take.tableId(), take.key(), requester);
      case Request.EndTurn end -> {
        turnstile.end(header.requestWriter(), end.tableId(), end.key());
        requester.answer(header.streamId(), TURN_ENDED);
      }
    }
  }

  private void write(FrameHeader header, Request.Write write, ServedMap map, Requester requester) {
    Response.Refused refused = check.write(write, map, header.epoch());
    if (refused != null) {
      requester.answer(header.streamId(), refused);
      return;
    }
    switch (opened().write(write.mutations())) {
      case WriteOutcome.Written written -> {
        batches.taken(write.mutations());
        if (!write.recipients().isEmpty()) {
          onward.send(header, write, map, requester);
        }
        acknowledgements.wrote();
        acknowledgements.answer(written, requester, header.streamId(), WRITE_DONE);
      }
      case WriteOutcome.Refused no -> requester.answer(header.streamId(), refused(no, map));
    }
  }

  /** The storage does not take a write. */
  static Response.Refused refused(WriteOutcome.Refused no, ServedMap map) {
    return new Response.Refused(no.reason(), no.detail(), RETRY_MILLIS, new Epoch(map.epoch()));
  }

  private void endTurn() {
    acknowledgements.commitTurn();
    onward.commitTurn();
  }

  private void park(FrameHeader header, Request.Data request, Requester requester) {
    long micros = header.timeMicros() > 0 ? header.timeMicros() : PARKED_MICROS_DEFAULT;
    if (parked.size() == 0) {
      around.loop().schedule(this::sweep, PARKED_SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
    parked.add(
        new ParkingLot.Parked(
            header, request, requester, Deadline.inMicros(around.clock(), micros)));
    around.epochSeen().accept(header.epoch());
  }

  private void sweep() {
    resume();
    if (parked.size() > 0) {
      around.epochSeen().accept(parked.newestEpoch());
      around.loop().schedule(this::sweep, PARKED_SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void resume() {
    ServedMap map = serving.map();
    for (ParkingLot.Parked each : parked.takeAll()) {
      if (each.deadline().passed(around.clock())) {
        each.requester()
            .answer(
                each.header().streamId(),
                RequestCheck.refused(
                    Reason.EXPIRED,
                    "epoch " + each.header().epoch() + " did not reach this node in time",
                    map));
      } else if (each.header().epoch() > map.epoch()) {
        parked.add(each);
      } else {
        handle(each.header(), each.request(), each.requester());
      }
    }
  }

  private Response overloaded(ServedMap map) {
    return new Response.Refused(
        Reason.OVERLOADED,
        "shard " + around.index() + " has as many requests waiting as it takes",
        admission.retryAfterMillis(),
        new Epoch(map.epoch()));
  }

  private HintStore openedHints() {
    HintStore open = hints;
    if (open == null) {
      throw new IllegalStateException("shard " + around.index() + " keeps no hints yet");
    }
    return open;
  }

  private ShardStorage opened() {
    ShardStorage open = storage;
    if (open == null) {
      throw new IllegalStateException("shard " + around.index() + " has no storage yet");
    }
    return open;
  }
}
