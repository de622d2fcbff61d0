// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.consensus.AcceptorCells;
import io.ringtail.node.consensus.AcceptorState;
import io.ringtail.node.storage.HiddenTables;
import io.ringtail.node.storage.ReadOutcome;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.WriteOutcome;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The acceptors of the partitions that were asked for lately. Nobody else writes their cells, so
 * that an acceptor that is loaded is as it is on disk, and is written through; but for what it
 * promises, which is written when something else is, or when it is forgotten ({@link
 * PromiseBounds}). Confined to the shard's loop.
 */
final class Acceptors {
  /** Partitions that are written to conditionally within some milliseconds, and many more. */
  static final int ENTRIES_MAX = 1_024;

  /** A proposal may be as large as a frame: so much of them is kept in all. */
  static final long BYTES_MAX = 8 << 20;

  /** Who asked for an acceptor. */
  interface User {
    /** It is loaded; nobody else uses it before this returns. */
    void use(Acceptor acceptor);

    /** What it knew may be lost. */
    void damaged(String detail);
  }

  /** Who reads, and has to know how far a partition's acceptor is. */
  interface Listener {
    /** What it tells, and what the log must be committed to before that may leave. */
    void told(ConsensusState state, long position);

    /** What it knew may be lost. */
    void damaged(String detail);
  }

  /** What is known of one partition. */
  static final class Acceptor {
    private final Id id;
    private AcceptorState state = AcceptorState.FRESH;

    /** As it is in the cells: what is promised may be less. */
    private AcceptorState stored = AcceptorState.FRESH;

    private long revision;
    private long position;

    /** Who waits until it is loaded; null once it is. */
    private @Nullable List<User> users = new ArrayList<>();

    private Acceptor(Id id) {
      this.id = id;
    }

    AcceptorState state() {
      return state;
    }

    /** What the log must be committed to before anything of its state may be told. */
    long position() {
      return position;
    }
  }

  private record Id(int tableId, byte[] key) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Id id && tableId == id.tableId && Arrays.equals(key, id.key);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(key) + tableId;
    }
  }

  private final Supplier<ShardStorage> storage;
  private final PromiseBounds bounds;
  private final Runnable wrote;
  private final Map<Id, Acceptor> acceptors = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private int waiting;

  /** Depth of calls in which acceptors are handed out: none is forgotten meanwhile. */
  private int inUse;

  /**
   * No acceptors yet.
   *
   * @param wrote told when something was written that nobody asked for
   */
  Acceptors(Supplier<ShardStorage> storage, PromiseBounds bounds, Runnable wrote) {
    this.storage = storage;
    this.bounds = bounds;
    this.wrote = wrote;
  }

  /** Those whose acceptor is being read. */
  int waiting() {
    return waiting;
  }

  /** Acceptors in memory. */
  int size() {
    return acceptors.size();
  }

  /** Hands the acceptor of a partition out, at once or when it is loaded. */
  void use(int tableId, byte[] key, User user) {
    Id id = new Id(tableId, key);
    Acceptor known = acceptors.get(id);
    if (known == null) {
      known = new Acceptor(id);
      acceptors.put(id, known);
      await(known.users, user);
      load(known);
    } else if (known.users != null) {
      await(known.users, user);
    } else {
      hand(known, List.of(user));
    }
  }

  /**
   * Tells how far the acceptor of a partition is, at once or when it is read. It stays where it is:
   * reads of many partitions would drive those out that are written to.
   */
  void tell(int tableId, byte[] key, Listener listener) {
    Acceptor known = acceptors.get(new Id(tableId, key));
    if (known != null && known.users == null) {
      listener.told(known.state.told(), known.position);
      return;
    }
    ReadOutcome outcome = storage.get().read(cells(HiddenTables.beside(tableId)), key);
    if (outcome instanceof ReadOutcome.Pending pending) {
      waiting++;
      pending
          .waiting()
          .whenDone(late -> {
            waiting--;
            tell(late, listener);
          });
    } else {
      tell(outcome, listener);
    }
  }

  private static void tell(ReadOutcome outcome, Listener listener) {
    switch (outcome) {
      case ReadOutcome.Answer answer ->
          listener.told(AcceptorCells.read(answer.content()).state().told(), answer.position());
      case ReadOutcome.Damaged damaged -> listener.damaged(damaged.detail());
      case ReadOutcome.Pending pending ->
          throw new IllegalStateException("a read is pending for a second time");
      case ReadOutcome.Unwanted unwanted ->
          throw new IllegalStateException("nobody took the read back");
    }
  }

  private void await(@Nullable List<User> users, User user) {
    if (users != null) {
      waiting++;
      users.add(user);
    }
  }

  private void load(Acceptor acceptor) {
    ReadOutcome outcome =
        storage.get().read(cells(HiddenTables.beside(acceptor.id.tableId)), acceptor.id.key);
    if (outcome instanceof ReadOutcome.Pending pending) {
      pending.waiting().whenDone(late -> loaded(acceptor, late));
    } else {
      loaded(acceptor, outcome);
    }
  }

  private void loaded(Acceptor acceptor, ReadOutcome outcome) {
    List<User> users = Objects.requireNonNull(acceptor.users);
    acceptor.users = null;
    waiting -= users.size();
    switch (outcome) {
      case ReadOutcome.Answer answer -> {
        AcceptorCells.Kept kept = AcceptorCells.read(answer.content());
        acceptor.revision = kept.revision();
        acceptor.position = answer.position();
        acceptor.stored = kept.state();
        become(acceptor, kept.state().raisedTo(bounds.floor()));
        hand(acceptor, users);
      }
      case ReadOutcome.Damaged damaged -> {
        acceptors.remove(acceptor.id, acceptor);
        users.forEach(user -> user.damaged(damaged.detail()));
      }
      case ReadOutcome.Pending pending ->
          throw new IllegalStateException("a read is pending for a second time");
      case ReadOutcome.Unwanted unwanted ->
          throw new IllegalStateException("nobody took the read back");
    }
  }

  private void hand(Acceptor acceptor, List<User> users) {
    inUse++;
    try {
      users.forEach(user -> user.use(acceptor));
    } finally {
      inUse--;
    }
    if (inUse == 0 && isFull()) {
      forgetLeastRecent();
    }
  }

  /** The cells of a whole partition, which do not expire. */
  private static Request.Read cells(int tableId) {
    return new Request.Read(
        tableId, List.of(), ByteRange.ALL, null, Request.Read.ROWS_ALL, false, 0, false);
  }

  /** Promises what its state admits. It is not durable, but the ballot must be within bounds. */
  void promise(Acceptor acceptor, Ballot ballot) {
    become(acceptor, acceptor.state.promise(ballot));
  }

  /**
   * Writes data of a partition, and then what its acceptor has become, in one go. Where the storage
   * refuses that, nothing has changed.
   *
   * @param content to be merged into the partition; null when there is none
   * @return null when there was nothing to write
   */
  @Nullable WriteOutcome write(Acceptor acceptor, AcceptorState after, byte @Nullable [] content) {
    Id id = acceptor.id;
    AcceptorCells.Change cells =
        AcceptorCells.change(acceptor.stored, after, acceptor.revision + 1);
    List<Mutation> mutations = new ArrayList<>(2);
    if (content != null) {
      mutations.add(new Mutation(id.tableId, id.key, content));
    }
    if (cells != null) {
      mutations.add(new Mutation(HiddenTables.beside(id.tableId), id.key, cells.changed()));
    }
    if (mutations.isEmpty()) {
      return null;
    }
    WriteOutcome outcome = storage.get().write(mutations, cells == null ? null : cells.all());
    if (outcome instanceof WriteOutcome.Written written) {
      acceptor.position = written.position();
      if (cells != null) {
        acceptor.revision++;
        acceptor.stored = after;
        become(acceptor, after);
      }
    }
    return outcome;
  }

  private void become(Acceptor acceptor, AcceptorState after) {
    // Its table may have been dropped while it was loaded.
    if (acceptors.get(acceptor.id) == acceptor) {
      bytes += bytes(after) - bytes(acceptor.state);
    }
    acceptor.state = after;
  }

  private boolean isFull() {
    return acceptors.size() > ENTRIES_MAX || bytes > BYTES_MAX;
  }

  private void forgetLeastRecent() {
    Iterator<Acceptor> each = acceptors.values().iterator();
    while (isFull() && each.hasNext()) {
      Acceptor acceptor = each.next();
      if (acceptor.users == null) {
        bytes -= bytes(acceptor.state);
        each.remove();
        keepPromise(acceptor);
      }
    }
  }

  /** What is promised, and neither in its cells nor below the floor, must not be forgotten. */
  private void keepPromise(Acceptor acceptor) {
    Ballot promised = acceptor.state.promised();
    if (acceptor.stored.raisedTo(bounds.floor()).promised().compareTo(promised) >= 0) {
      return;
    }
    if (write(acceptor, acceptor.state, null) instanceof WriteOutcome.Written) {
      wrote.run();
    } else {
      bounds.forget(promised);
    }
  }

  private static long bytes(AcceptorState state) {
    return bytes(state.decision()) + bytes(state.accepted());
  }

  private static long bytes(@Nullable Proposal proposal) {
    return proposal == null ? 0 : proposal.content().length;
  }

  /** Forgets a table that was dropped. */
  void dropTable(int tableId) {
    Iterator<Acceptor> each = acceptors.values().iterator();
    while (each.hasNext()) {
      Acceptor acceptor = each.next();
      if (acceptor.id.tableId == tableId) {
        bytes -= bytes(acceptor.state);
        each.remove();
      }
    }
  }
}
