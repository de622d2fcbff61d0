// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.consensus.AcceptorState;
import io.ringtail.node.shard.Acceptors.Acceptor;
import io.ringtail.node.storage.WriteOutcome;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptorsTest {
  private final OneShard one = new OneShard(1, 1 << 16);
  private final Acceptors acceptors = new Acceptors(() -> one.shard.storage());

  private static byte[] key(int number) {
    return ("key " + number).getBytes(UTF_8);
  }

  private AcceptorState state(byte[] key) {
    List<AcceptorState> states = new ArrayList<>();
    acceptors.use(
        OneShard.TABLE,
        key,
        new Acceptors.User() {
          @Override
          public void use(Acceptor acceptor) {
            states.add(acceptor.state());
          }

          @Override
          public void damaged(String detail) {
            throw new AssertionError(detail);
          }
        });
    one.world.until(1_000, () -> !states.isEmpty());
    return states.getFirst();
  }

  private void accept(byte[] key, int bytes) {
    Proposal proposal = new Proposal(1, new Ballot(1, 1), new ProposalId(1, 1), new byte[bytes]);
    acceptors.use(
        OneShard.TABLE,
        key,
        new Acceptors.User() {
          @Override
          public void use(Acceptor acceptor) {
            assertThat(acceptors.write(acceptor, acceptor.state().accept(proposal), null))
                .isInstanceOf(WriteOutcome.Written.class);
            assertThat(acceptor.position()).isPositive();
          }

          @Override
          public void damaged(String detail) {
            throw new AssertionError(detail);
          }
        });
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

  @Test
  void whatIsNotDurableYetIsNotTakenForItAfterItWasForgotten() {
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i <= Acceptors.ENTRIES_MAX + 1; i++) {
      Proposal proposal = new Proposal(1, new Ballot(1, 1), new ProposalId(1, 1), new byte[1]);
      acceptors.use(
          OneShard.TABLE,
          key(i % (Acceptors.ENTRIES_MAX + 1)),
          new Acceptors.User() {
            @Override
            public void use(Acceptor acceptor) {
              if (acceptor.state().accepted() == null) {
                acceptors.write(acceptor, acceptor.state().accept(proposal), null);
              }
              positions.add(acceptor.position());
            }

            @Override
            public void damaged(String detail) {
              throw new AssertionError(detail);
            }
          });
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
    Acceptors cold = new Acceptors(() -> one.shard.storage());
    Acceptors.User user =
        new Acceptors.User() {
          @Override
          public void use(Acceptor acceptor) {
            handedOut.add(acceptor);
          }

          @Override
          public void damaged(String detail) {
            throw new AssertionError(detail);
          }
        };
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
