// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AcceptorCellsTest {
  private static final byte[] NO_CELLS = PartitionCodec.encode(PartitionData.EMPTY);

  private static Proposal proposal(Random random, long instance, Ballot ballot) {
    byte[] content = new byte[random.nextInt(20)];
    random.nextBytes(content);
    boolean nobody = random.nextInt(6) == 0;
    return new Proposal(
        instance,
        ballot,
        nobody
            ? ProposalId.NOBODY
            : new ProposalId(1 + random.nextInt(80), 1 + random.nextInt(1_000)),
        content);
  }

  /** What an acceptor becomes by something that it may be asked for. */
  private static AcceptorState step(Random random, AcceptorState state) {
    Ballot ballot = new Ballot(state.promised().counter() + random.nextInt(3), random.nextInt(3));
    long instance = Math.max(1, state.instance() + random.nextInt(6) - 2);
    Proposal accepted = state.accepted();
    return switch (random.nextInt(5)) {
      case 0 -> state.admits(ballot) ? state.promise(ballot) : state;
      case 1 -> {
        Proposal proposal = proposal(random, instance, ballot);
        yield state.admits(proposal) ? state.accept(proposal) : state;
      }
      case 2 -> accepted == null ? state : state.commit(accepted.under(ballot));
      case 3 -> state.commit(proposal(random, instance, ballot));
      default -> {
        Proposal next = proposal(random, state.instance() + 1, ballot);
        yield state.admits(next) ? state.accept(next) : state;
      }
    };
  }

  @Test
  void whatIsReadBackAfterEveryStepIsTheState() {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println("AcceptorCellsTest: -Dringtail.seed=" + seed);
    Random random = new Random(seed);
    int written = 0;
    int keptInPlace = 0;
    for (int run = 0; run < 300; run++) {
      AcceptorState state = AcceptorState.FRESH;
      byte[] logged = NO_CELLS;
      byte[] cells = NO_CELLS;
      long revision = 0;
      for (int i = 0; i < 100; i++) {
        AcceptorState after = step(random, state);
        AcceptorCells.Change change = AcceptorCells.change(state, after, revision + 1);
        assertThat(change == null).as("seed " + seed).isEqualTo(state.equals(after));
        if (change != null) {
          revision++;
          written++;
          keptInPlace += state.accepted() != null && after.decision() == state.accepted() ? 1 : 0;
          logged = merge(logged, change.changed());
          // A memtable begins with nothing after a flush.
          cells = random.nextInt(20) == 0 ? change.all() : merge(cells, change.all());
        }
        state = after;
        for (byte[] each : List.of(logged, cells, merge(logged, cells))) {
          assertThat(AcceptorCells.read(each))
              .as("seed " + seed + " run " + run + " step " + i)
              .isEqualTo(new AcceptorCells.Kept(state, revision));
        }
      }
    }
    assertThat(written).isGreaterThan(10_000);
    assertThat(keptInPlace).isGreaterThan(500);
  }

  private static byte[] merge(byte[] a, byte[] b) {
    return PartitionCodec.encode(
        Merge.partitions(PartitionCodec.decode(a), PartitionCodec.decode(b)));
  }

  private static List<Integer> columns(byte[] content) {
    List<Integer> columns = new ArrayList<>();
    for (Cell cell : PartitionCodec.decode(content).rows().getFirst().cells()) {
      columns.add(cell.columnId());
    }
    return columns;
  }

  @Test
  void aStepWritesOnlyWhatItChanges() {
    Ballot ballot = new Ballot(1, 2);
    Proposal proposal = new Proposal(1, ballot, new ProposalId(2, 1), new byte[] {7});
    AcceptorState promised = AcceptorState.FRESH.promise(ballot);
    assertThat(columns(AcceptorCells.change(AcceptorState.FRESH, promised, 1).changed()))
        .containsExactly(AcceptorCells.PROMISED);
    AcceptorState accepted = promised.accept(proposal);
    assertThat(columns(AcceptorCells.change(promised, accepted, 2).changed()))
        .containsExactly(AcceptorCells.SLOT_ODD);
    AcceptorState decided = accepted.commit(proposal.under(new Ballot(9, 9)));
    assertThat(columns(AcceptorCells.change(accepted, decided, 3).changed()))
        .containsExactly(AcceptorCells.PROGRESS);
    assertThat(AcceptorCells.change(decided, decided.commit(proposal), 4)).isNull();
  }

  /** The example of docs/formats/acceptor-cells.md. */
  @Test
  void bytesAreWhatTheyWillAlwaysBe() {
    Ballot ballot = new Ballot(3, 0x1112131415161718L);
    Proposal decided =
        new Proposal(1, ballot, new ProposalId(0x1112131415161718L, 5), new byte[] {0});
    AcceptorState state = AcceptorState.FRESH.promise(ballot).accept(decided).commit(decided);
    byte[] cells = AcceptorCells.change(AcceptorState.FRESH, state, 7).all();
    assertThat(HexFormat.of().formatHex(cells))
        .isEqualTo(
            "040000"
                + "0000000000000007000000000000000000"
                + "04"
                + "000e"
                + "0101000111121314151617180105"
                + "0000"
                + "001c"
                + "01000000000000000311121314151617181112131415161718050100"
                + "0010"
                + "00000000000000031112131415161718");
    assertThat(AcceptorCells.read(cells)).isEqualTo(new AcceptorCells.Kept(state, 7));
  }

  @Test
  void cellsThatDoNotBelongTogetherAreNoState() {
    Proposal decided = new Proposal(1, new Ballot(1, 1), new ProposalId(2, 1), new byte[] {7});
    byte[] all =
        AcceptorCells.change(AcceptorState.FRESH, AcceptorState.FRESH.commit(decided), 1).all();
    PartitionData data = PartitionCodec.decode(all);
    Row row = data.rows().getFirst();
    byte[] withoutSlot =
        PartitionCodec.encode(
            new PartitionData(
                null,
                List.of(),
                List.of(new Row(row.clustering(), null, null, row.cells().subList(0, 1)))));
    assertThatThrownBy(() -> AcceptorCells.read(withoutSlot))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no decision of instance 1");
  }
}
