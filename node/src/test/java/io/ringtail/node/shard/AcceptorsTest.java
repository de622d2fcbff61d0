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
  void soManyBytesOfProposalsAreKept() {
    int bytes = 300_000;
    for (int i = 0; i < 60; i++) {
      accept(key(i), bytes);
      one.flush();
    }
    assertThat(acceptors.size()).isEqualTo((int) (Acceptors.BYTES_MAX / bytes));
    for (int i = 0; i < 60; i++) {
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
