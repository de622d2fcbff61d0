// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.consensus.AcceptorState;
import io.ringtail.node.shard.Acceptors.Acceptor;
import io.ringtail.node.storage.WriteOutcome;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AcceptorsTest {
  private final OneShard one = new OneShard(1, 1 << 16);
  private final PromiseBounds bounds = new PromiseBounds(() -> one.shard.storage());
  private int kept;
  private final Acceptors acceptors =
      new Acceptors(() -> one.shard.storage(), bounds, () -> kept++);

  private static byte[] key(int number) {
    return ("key " + number).getBytes(UTF_8);
  }

  /** Somebody to whom no damage is told. */
  private static Acceptors.User user(Consumer<Acceptor> use) {
    return new Acceptors.User() {
      @Override
      public void use(Acceptor acceptor) {
        use.accept(acceptor);
      }

      @Override
      public void damaged(String detail) {
        throw new AssertionError(detail);
      }
    };
  }

  private AcceptorState state(byte[] key) {
    List<AcceptorState> states = new ArrayList<>();
    acceptors.use(OneShard.TABLE, key, user(acceptor -> states.add(acceptor.state())));
    one.world.until(1_000, () -> !states.isEmpty());
    return states.getFirst();
  }

  private void accept(byte[] key, int bytes) {
    Proposal proposal = new Proposal(1, new Ballot(1, 1), new ProposalId(1, 1), new byte[bytes]);
    acceptors.use(
        OneShard.TABLE,
        key,
        user(acceptor -> {
          assertThat(acceptors.write(acceptor, acceptor.state().accept(proposal), null))
              .isInstanceOf(WriteOutcome.Written.class);
          assertThat(acceptor.position()).isPositive();
        }));
    one.shard.storage().commitTurn();
    one.world.pass(2);
  }

  @Test
  void soManyAreKept() {
    for (int i = 0; i < 2 * Acceptors.ENTRIES_MAX; i++) {
      accept(key(i), 1);
    }
    assertThat(acceptors.size()).isEqualTo(Acceptors.ENTRIES_MAX);
    assertThat(state(key(0)).accepted()).isNotNull();
    assertThat(acceptors.size()).isEqualTo(Acceptors.ENTRIES_MAX);
  }

  private void promise(byte[] key, Ballot ballot) {
    acceptors.use(OneShard.TABLE, key, user(acceptor -> acceptors.promise(acceptor, ballot)));
  }

  @Test
  void promisesOfThoseThatAreForgottenAreKept() {
    Ballot ballot = new Ballot(7, 1);
    for (int i = 0; i < 2 * Acceptors.ENTRIES_MAX; i++) {
      promise(key(i), ballot);
    }
    assertThat(acceptors.size()).isEqualTo(Acceptors.ENTRIES_MAX);
    assertThat(bounds.floor()).isEqualTo(Ballot.NONE);
    assertThat(kept).isEqualTo(Acceptors.ENTRIES_MAX);
    for (int i = 0; i < 2 * Acceptors.ENTRIES_MAX; i++) {
      assertThat(state(key(i)).promised()).isEqualTo(ballot);
    }
    assertThat(state(key(-1)).promised()).isEqualTo(Ballot.NONE);
  }

  @Test
  void promisesThatCannotBeKeptAreTakenForThoseOfAll() {
    one.disk.limit(one.disk.usedBytes());
    for (int bytes : new int[] {9_000, 300, 0}) {
      byte[] content = ConsensusRequestsTest.content("r", 1, "v".repeat(bytes));
      Mutation filling = new Mutation(OneShard.TABLE, key(0), content);
      while (one.shard.storage().write(List.of(filling)) instanceof WriteOutcome.Written) {
        one.shard.storage().commitTurn();
        one.world.pass(1);
      }
    }
    Ballot ballot = new Ballot(7, 1);
    for (int i = 0; i <= Acceptors.ENTRIES_MAX; i++) {
      promise(key(100_000 + i), ballot);
    }
    assertThat(acceptors.size()).isEqualTo(Acceptors.ENTRIES_MAX);
    assertThat(bounds.floor()).isEqualTo(ballot);
    assertThat(state(key(-1)).promised()).isEqualTo(ballot);
  }

  @Test
  void startTakesEveryBallotForPromisedThatMayHaveBeen() {
    Ballot ballot = new Ballot(1_000_000, 1);
    assertThat(bounds.covers(ballot)).isFalse();
    int[] times = {0};
    bounds.await(ballot, () -> times[0]++);
    assertThat(bounds.waiting()).isEqualTo(1);
    one.world.until(1_000, () -> times[0] == 1);
    assertThat(bounds.waiting()).isZero();
    assertThat(bounds.covers(ballot)).isTrue();
    assertThat(bounds.covers(new Ballot(1_000_001, 1))).as("is raised ahead").isTrue();
    promise(key(1), ballot);
    for (Runnable start : List.<Runnable>of(one::restart, one::crash)) {
      start.run();
      PromiseBounds anew = new PromiseBounds(() -> one.shard.storage());
      assertThat(anew.floor()).isGreaterThan(ballot);
      Ballot above = anew.floor().nextFor(1);
      assertThat(anew.covers(above)).isFalse();
      anew.await(above, () -> times[0]++);
      one.world.pass(1_000);
      assertThat(anew.covers(above)).isTrue();
      assertThat(anew.floor()).as("as it was at the start").isLessThan(above);
    }
    assertThat(times[0]).isEqualTo(3);
  }

  @Test
  void whatIsNotDurableYetIsNotTakenForItAfterItWasForgotten() {
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i <= Acceptors.ENTRIES_MAX + 1; i++) {
      Proposal proposal = new Proposal(1, new Ballot(1, 1), new ProposalId(1, 1), new byte[1]);
      acceptors.use(
          OneShard.TABLE,
          key(i % (Acceptors.ENTRIES_MAX + 1)),
          user(acceptor -> {
            if (acceptor.state().accepted() == null) {
              acceptors.write(acceptor, acceptor.state().accept(proposal), null);
            }
            positions.add(acceptor.position());
          }));
    }
    assertThat(one.shard.storage().committed()).isLessThan(positions.getFirst());
    assertThat(positions.getLast()).isGreaterThanOrEqualTo(positions.getFirst());
  }

  @Test
  void oneThatIsBeingLoadedIsNotForgotten() {
    accept(key(0), 1);
    one.flush();
    one.restart();
    List<Acceptor> handedOut = new ArrayList<>();
    Acceptors cold =
        new Acceptors(
            () -> one.shard.storage(), new PromiseBounds(() -> one.shard.storage()), () -> {});
    Acceptors.User user = user(handedOut::add);
    cold.use(OneShard.TABLE, key(0), user);
    assertThat(cold.waiting()).isEqualTo(1);
    for (int i = 1; i <= 2 * Acceptors.ENTRIES_MAX; i++) {
      cold.use(OneShard.TABLE, key(i), user);
    }
    handedOut.clear();
    int waitingBefore = cold.waiting();
    cold.use(OneShard.TABLE, key(0), user);
    assertThat(cold.waiting()).isEqualTo(waitingBefore + 1);
    one.world.pass(1_000);
    assertThat(cold.waiting()).isZero();
    assertThat(handedOut)
        .filteredOn(acceptor -> acceptor.state().accepted() != null)
        .hasSize(2)
        .containsOnly(
            handedOut.stream()
                .filter(acceptor -> acceptor.state().accepted() != null)
                .findFirst()
                .orElseThrow());
  }

  @Test
  void soManyBytesOfProposalsAreKept() {
    int bytes = 400_000;
    for (int i = 0; i < 26; i++) {
      accept(key(i), bytes);
      one.flush();
    }
    assertThat(acceptors.size()).isEqualTo((int) (Acceptors.BYTES_MAX / bytes));
    for (int i = 0; i < 26; i++) {
      assertThat(state(key(i)).accepted().content()).hasSize(bytes);
    }
    assertThat(acceptors.size()).isEqualTo((int) (Acceptors.BYTES_MAX / bytes));
  }

  @Test
  void thoseOfADroppedTableAreForgotten() {
    accept(key(1), 10);
    acceptors.dropTable(OneShard.TABLE + 1);
    assertThat(acceptors.size()).isEqualTo(1);
    acceptors.dropTable(OneShard.TABLE);
    assertThat(acceptors.size()).isZero();
  }
}
