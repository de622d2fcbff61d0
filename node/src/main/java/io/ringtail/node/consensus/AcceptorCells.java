// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.consensus;

import io.ringtail.protocol.codec.ConsensusCodec;
import io.ringtail.protocol.codec.ContentReader;
import io.ringtail.protocol.codec.ContentWriter;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cells that keep an acceptor's state of a partition: one row, in which a step writes only what
 * it changes. A proposal stays in the slot of its instance's parity when it turns from accepted to
 * decided, so that each is written once. {@code docs/formats/acceptor-cells.md} has the bytes.
 */
public final class AcceptorCells {
  /** Column of the instance, and of what is remembered of earlier ones. */
  static final int PROGRESS = 0;

  /** Column of the proposal whose instance is even; the one of odd ones follows. */
  static final int SLOT_EVEN = 1;

  static final int SLOT_ODD = 2;

  /** Column of the ballot that is promised. */
  static final int PROMISED = 3;

  private static final int DECISION_KNOWN = 1;

  /** What a slot has when no proposal counts that might be in it. */
  private static final byte[] NO_PROPOSAL = {};

  /** A writer's id, an instance and a number of one byte each. */
  private static final int ENTRY_BYTES_MIN = 8 + 1 + 1;

  /** Flags, instance, forgotten and count, in varints of the usual lengths. */
  private static final int PROGRESS_BYTES_EXPECTED = 16;

  private static final int ENTRY_BYTES_EXPECTED = 16;
  private static final int BALLOT_BYTES = 16;

  /**
   * What cells say.
   *
   * @param revision of the latest write to them; the next one has a greater
   */
  public record Kept(AcceptorState state, long revision) {
    /** Of a partition that has no such cells. */
    static final Kept NOTHING = new Kept(AcceptorState.FRESH, 0);
  }

  /**
   * A write to the cells.
   *
   * @param changed content with those that a step changes
   * @param all content with all four as they are after it, in the same version: it takes the place
   *     of everything before
   */
  public record Change(byte[] changed, byte[] all) {}

  private AcceptorCells() {}

  /**
   * The write that turns one state's cells into another's; null where they are the same.
   *
   * @param revision of this write: above those of all writes before
   */
  public static @Nullable Change change(AcceptorState before, AcceptorState after, long revision) {
    List<Cell> changed = new ArrayList<>(PROMISED + 1);
    List<Cell> all = new ArrayList<>(PROMISED + 1);
    Version version = new Version(revision, 0, 0);
    boolean progresses =
        before.instance() != after.instance()
            || (before.decision() == null) != (after.decision() == null)
            || !before.outcomes().equals(after.outcomes());
    add(PROGRESS, version, progress(after), progresses ? changed : null, all);
    for (int slot = SLOT_EVEN; slot <= SLOT_ODD; slot++) {
      Proposal kept = inSlot(after, slot);
      boolean isNew = kept != null && !kept.equals(inSlot(before, slot));
      byte[] value = kept == null ? NO_PROPOSAL : ConsensusCodec.encode(kept);
      add(slot, version, value, isNew ? changed : null, all);
    }
    boolean promises = !before.promised().equals(after.promised());
    add(PROMISED, version, ballot(after.promised()), promises ? changed : null, all);
    return changed.isEmpty() ? null : new Change(content(changed), content(all));
  }

  private static void add(
      int columnId, Version version, byte[] value, @Nullable List<Cell> changed, List<Cell> all) {
    Cell cell = new Cell(columnId, version, value, Expiry.NEVER);
    all.add(cell);
    if (changed != null) {
      changed.add(cell);
    }
  }

  private static byte[] content(List<Cell> cells) {
    return PartitionCodec.encode(
        new PartitionData(null, List.of(), List.of(new Row(Row.NO_CLUSTERING, null, null, cells))));
  }

  /**
   * Reads a state from all of its cells.
   *
   * @param content of the partition that holds them
   * @throws io.ringtail.protocol.frame.MalformedException when they are none
   */
  public static Kept read(byte[] content) {
    List<Row> rows = PartitionCodec.decode(content).rows();
    if (rows.isEmpty()) {
      return Kept.NOTHING;
    }
    AcceptorState state = AcceptorState.FRESH;
    boolean known = false;
    @Nullable Proposal[] slots = new Proposal[2];
    Ballot promised = Ballot.NONE;
    long revision = 0;
    for (Cell cell : rows.getFirst().cells()) {
      revision = Math.max(revision, cell.version().timestamp());
      byte[] value = cell.value();
      if (value == null) {
        throw new IllegalStateException("cell " + cell.columnId() + " of a state is deleted");
      }
      switch (cell.columnId()) {
        case PROGRESS -> {
          ContentReader in = new ContentReader(value, 0, value.length);
          known = (in.u8() & DECISION_KNOWN) != 0;
          state = progress(in);
        }
        case SLOT_EVEN, SLOT_ODD ->
            slots[cell.columnId() - SLOT_EVEN] =
                value.length == 0 ? null : ConsensusCodec.decode(value);
        case PROMISED -> promised = ballot(value);
        default -> throw new IllegalStateException("a state has a cell " + cell.columnId());
      }
    }
    return new Kept(with(state, promised, known, slots), revision);
  }

  private static AcceptorState with(
      AcceptorState progress, Ballot promised, boolean known, @Nullable Proposal[] slots) {
    long instance = progress.instance();
    Proposal decision = slots[(int) (instance & 1)];
    Proposal accepted = slots[(int) (instance + 1 & 1)];
    if (known && (decision == null || decision.instance() != instance)) {
      throw new IllegalStateException("no decision of instance " + instance + ": " + decision);
    }
    return new AcceptorState(
        promised,
        instance,
        known ? decision : null,
        accepted != null && accepted.instance() == instance + 1 ? accepted : null,
        progress.outcomes());
  }

  /** What a state keeps in a slot; null when nothing that counts. */
  private static @Nullable Proposal inSlot(AcceptorState state, int slot) {
    boolean isDecisions = (state.instance() & 1) == slot - SLOT_EVEN;
    return isDecisions ? state.decision() : state.accepted();
  }

  private static byte[] progress(AcceptorState state) {
    List<Outcomes.Entry> entries = state.outcomes().entries();
    ContentWriter out =
        new ContentWriter(PROGRESS_BYTES_EXPECTED + ENTRY_BYTES_EXPECTED * entries.size());
    out.u8(state.decision() == null ? 0 : DECISION_KNOWN);
    out.varint(state.instance());
    out.varint(state.outcomes().forgottenUpTo());
    out.varint(entries.size());
    for (Outcomes.Entry entry : entries) {
      out.u64(entry.writer());
      out.varint(entry.instance());
      out.varint(entry.number());
    }
    return out.toBytes();
  }

  private static AcceptorState progress(ContentReader in) {
    long instance = in.varint(Long.MAX_VALUE);
    long forgottenUpTo = in.varint(Long.MAX_VALUE);
    Outcomes.Entry[] entries = new Outcomes.Entry[in.count(ENTRY_BYTES_MIN)];
    for (int i = 0; i < entries.length; i++) {
      entries[i] =
          new Outcomes.Entry(in.u64(), in.varint(Long.MAX_VALUE), in.varint(Long.MAX_VALUE));
    }
    return new AcceptorState(
        Ballot.NONE, instance, null, null, new Outcomes(forgottenUpTo, List.of(entries)));
  }

  private static byte[] ballot(Ballot ballot) {
    ContentWriter out = new ContentWriter(BALLOT_BYTES);
    out.u64(ballot.counter());
    out.u64(ballot.writer());
    return out.toBytes();
  }

  private static Ballot ballot(byte[] value) {
    ContentReader in = new ContentReader(value, 0, value.length);
    return new Ballot(in.u64(), in.u64());
  }
}
