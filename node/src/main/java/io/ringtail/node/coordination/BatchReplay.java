// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.coordination;

import io.netty.buffer.Unpooled;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.lane.Aim;
import io.ringtail.driver.lane.Completion;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.ReadOperation;
import io.ringtail.driver.lane.WriteOperation;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.codec.Opcode;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.time.Clock;
import io.ringtail.protocol.time.HybridClock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the logged batches that their drivers have not: those whose note has been on this shard for
 * a while. The first replica of a note does that, the second when it takes longer, and so on. What
 * it writes carries the versions of the batch, so that it changes nothing where the batch was made
 * before. Confined to the shard's loop.
 */
public final class BatchReplay {
  private static final Logger LOG = LoggerFactory.getLogger(BatchReplay.class);

  /** A driver has so long for its batch, and then each replica before the next one. */
  private static final long WAIT_NANOS = 10_000_000_000L;

  private static final long POLL_MILLIS = 1_000;

  /** How long a step of one batch may take. */
  private static final long TIMEOUT_NANOS = 5_000_000_000L;

  /** Batches that are made at once. */
  private static final int RUNNING_MAX = 16;

  /** Notes that are known at once; what is beyond is looked for when these are done. */
  private static final int KNOWN_MAX = 1 << 16;

  /** Looks for the notes that the shard has on its disk. */
  @FunctionalInterface
  public interface Notes {
    void find(int tableId, Consumer<byte[]> key);
  }

  private final Coordinator coordinator;
  private final ScheduledExecutorService loop;
  private final Clock clock;
  private final HybridClock hybridClock;
  private final Supplier<@Nullable Table> batches;
  private final Notes notes;

  /** When each note that is here was seen first, by its key: by the clock that does not jump. */
  private final Map<ByteBuffer, Long> known = new LinkedHashMap<>();

  private int tableId = -1;
  private int running;
  private boolean polling;
  private boolean overflown;
  private boolean stopped;

  /**
   * Knows of no batches yet.
   *
   * @param batches the table of notes in the newest map; null while there is none
   */
  public BatchReplay(
      Coordinator coordinator,
      ScheduledExecutorService loop,
      Clock clock,
      HybridClock hybridClock,
      Supplier<@Nullable Table> batches,
      Notes notes) {
    this.coordinator = coordinator;
    this.loop = loop;
    this.clock = clock;
    this.hybridClock = hybridClock;
    this.batches = batches;
    this.notes = notes;
  }

  /** The shard serves, or does so by a newer map: looks whether there are notes now. */
  public void look() {
    Table table = batches.get();
    int now = table == null ? -1 : table.id();
    if (now != tableId) {
      tableId = now;
      known.clear();
      find();
    }
  }

  /** Batches that are known to be unfinished, and those that are being made. */
  public int left() {
    return known.size() + running;
  }

  private void find() {
    overflown = false;
    if (tableId >= 0) {
      notes.find(tableId, this::found);
    }
  }

  /** The shard ends: nothing more is begun. */
  public void stop() {
    stopped = true;
  }

  /** The shard has taken writes. */
  public void taken(List<Mutation> mutations) {
    if (tableId < 0) {
      return;
    }
    for (int i = 0; i < mutations.size(); i++) {
      Mutation mutation = mutations.get(i);
      if (mutation.tableId() == tableId) {
        if (writes(PartitionCodec.decode(mutation.content())) != null) {
          found(mutation.key());
        } else {
          known.remove(ByteBuffer.wrap(mutation.key()));
        }
      }
    }
  }

  private void found(byte[] key) {
    if (known.size() >= KNOWN_MAX) {
      overflown = true;
      return;
    }
    known.putIfAbsent(ByteBuffer.wrap(key), clock.nanos());
    if (!polling && !stopped) {
      polling = true;
      loop.schedule(this::poll, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void poll() {
    polling = false;
    Table table = batches.get();
    if (stopped || table == null || table.id() != tableId) {
      return;
    }
    long now = clock.nanos();
    List<byte[]> due = new ArrayList<>();
    for (Map.Entry<ByteBuffer, Long> note : known.entrySet()) {
      if (now - note.getValue() < WAIT_NANOS || running + due.size() >= RUNNING_MAX) {
        break;
      }
      due.add(note.getKey().array());
    }
    due.forEach(key -> replay(table, key, now));
    if (known.isEmpty() && overflown) {
      find();
    } else if (!known.isEmpty() || running > 0) {
      polling = true;
      loop.schedule(this::poll, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void replay(Table table, byte[] key, long nowNanos) {
    ByteBuffer name = ByteBuffer.wrap(key);
    Long since = known.remove(name);
    Lane lane = coordinator.lane();
    long patience = WAIT_NANOS * (1 + placeOf(lane.view(), table, key));
    if (since == null || nowNanos - since < patience) {
      // Behind the others, so that those are looked at first.
      known.put(name, since == null ? nowNanos : since);
      return;
    }
    running++;
    Request.Read read =
        new Request.Read(
            table.id(),
            List.of(key),
            ByteRange.ALL,
            null,
            Request.Read.ROWS_ALL,
            false,
            clock.wallMillis(),
            false);
    lane.submit(ReadOperation.of(aim(lane, table, key), read, new Replay(table, key)));
  }

  /** How many replicas come before this node; so many as there are where it is none. */
  private int placeOf(MapView view, Table table, byte[] key) {
    int[] nodes = view.replicas(view.keyspace(table), view.vnodeOf(Token.hash(key))).nodes();
    return IntStream.range(0, nodes.length)
        .filter(i -> view.nodes().get(nodes[i]).id().equals(coordinator.self()))
        .findFirst()
        .orElse(nodes.length);
  }

  private static Aim aim(Lane lane, Table table, byte[] key) {
    return new Aim(
        table, lane.view().keyspace(table), Token.hash(key), Level.QUORUM, TIMEOUT_NANOS, null);
  }

  /** What a note says; null where it is none, or its end. */
  private static byte @Nullable [] writes(PartitionData data) {
    if (data.rows().isEmpty()) {
      return null;
    }
    List<Cell> cells = data.rows().getFirst().cells();
    return cells.isEmpty() ? null : cells.getFirst().value();
  }

  /** One batch that is made: its note is read, its writes made, and its note deleted. */
  private final class Replay implements Completion<List<PartitionResult>> {
    private final Table table;
    private final byte[] key;

    Replay(Table table, byte[] key) {
      this.table = table;
      this.key = key;
    }

    @Override
    public void completed(List<PartitionResult> found) {
      byte[] note = writes(found.getFirst().data());
      if (note == null) {
        running--; // its driver was faster
        return;
      }
      Lane lane = coordinator.lane();
      Writes all = new Writes();
      for (Mutation mutation : mutations(note)) {
        Table of = lane.view().map().schema().tablesById().get(mutation.tableId());
        if (of != null) {
          all.left++;
          lane.submit(new WriteOperation(aim(lane, of, mutation.key()), List.of(mutation), all));
        }
      }
      LOG.info("a batch of {} writes, whose driver has not made it, is made now", all.left - 1);
      all.completed(null);
    }

    private List<Mutation> mutations(byte[] note) {
      try {
        return ((Request.Write) MessageCodec.decode(Opcode.WRITE, Unpooled.wrappedBuffer(note)))
            .mutations();
      } catch (MalformedException e) {
        LOG.error("the note of a batch is no list of writes, and is given up: {}", e.getMessage());
        return List.of();
      }
    }

    @Override
    public void failed(RingtailException error) {
      running--;
      LOG.info("a batch could not be made, and is tried again: {}", error.getMessage());
      found(key);
    }

    private void end() {
      Lane lane = coordinator.lane();
      Version now = new Version(hybridClock.next(), lane.writer(), 0);
      byte[] content = PartitionCodec.encode(new PartitionData(now, List.of(), List.of()));
      lane.submit(
          new WriteOperation(
              aim(lane, table, key),
              List.of(new Mutation(table.id(), key, content)),
              new Completion<@Nullable Void>() {
                @Override
                public void completed(@Nullable Void done) {
                  running--;
                }

                @Override
                public void failed(RingtailException error) {
                  Replay.this.failed(error);
                }
              }));
    }

    /** Waits for all writes of the batch. */
    private final class Writes implements Completion<@Nullable Void> {
      private int left = 1;
      private @Nullable RingtailException problem;

      @Override
      public void completed(@Nullable Void done) {
        left--;
        if (left == 0) {
          RingtailException failed = problem;
          if (failed == null) {
            end();
          } else {
            Replay.this.failed(failed);
          }
        }
      }

      @Override
      public void failed(RingtailException error) {
        // A table that was dropped meanwhile takes its writes with it.
        if (!(error instanceof RingtailException.InvalidRequest)) {
          problem = error;
        }
        completed(null);
      }
    }
  }
}
