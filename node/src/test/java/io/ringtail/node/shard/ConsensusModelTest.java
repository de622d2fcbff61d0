// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.consensus.AcceptorCells;
import io.ringtail.node.consensus.AcceptorState;
import io.ringtail.node.simulated.World;
import io.ringtail.node.storage.HiddenTables;
import io.ringtail.node.storage.ReadOutcome;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Requests that overtake each other's blocks, flushes, kills and power cuts, against acceptors that
 * are never forgotten. Whatever was answered holds after every start.
 */
class ConsensusModelTest {
  private static final int KEYS = 4;

  /** What one partition's acceptor and data have been since the last start. */
  private static final class Model {
    final byte[] key;
    List<AcceptorState> states = new ArrayList<>(List.of(AcceptorState.FRESH));
    List<PartitionData> data = new ArrayList<>(List.of(PartitionData.EMPTY));

    /** The state that an answer told of. */
    int answered;

    Model(byte[] key) {
      this.key = key;
    }

    AcceptorState state() {
      return states.getLast();
    }

    /** The last state that is known to have been reached: requests wait for the acceptor. */
    int acted() {
      return answered;
    }

    void become(AcceptorState state, PartitionData content) {
      states.add(state);
      data.add(Merge.partitions(data.getLast(), content));
    }
  }

  private final Map<Integer, Consumer<Response>> expected = new LinkedHashMap<>();
  private final List<Model> models = new ArrayList<>();
  private Random random = new Random();
  private OneShard one = new OneShard(1, 0);
  private String run = "";
  private int answers;
  private int starts;
  private int losses;

  @Test
  void whatWasAnsweredHoldsWhateverHappens() {
    long seed = World.seed("ConsensusModelTest");
    for (int round = 0; round < 4; round++) {
      run(seed + round, round % 2 == 0 ? 0 : 1 << 16);
    }
    assertThat(answers).isGreaterThan(500);
    assertThat(starts).isGreaterThan(10);
    assertThat(losses).isPositive();
  }

  private void run(long seed, long cacheBytes) {
    run = "seed " + seed;
    random = new Random(seed);
    one = new OneShard(seed, cacheBytes);
    expected.clear();
    models.clear();
    for (int key = 0; key < KEYS; key++) {
      models.add(new Model(("key " + key).getBytes(UTF_8)));
    }
    floor();
    for (int step = 0; step < 400; step++) {
      int action = random.nextInt(100);
      if (action < 70) {
        send(models.get(random.nextInt(KEYS)));
      } else if (action < 90) {
        one.world.pass(random.nextInt(3));
      } else if (action < 94) {
        var _ = one.shard.storage().flush();
        one.shard.storage().commitTurn();
      } else if (action < 96) {
        askOthers();
      } else if (action < 98) {
        start(one::restart);
      } else {
        start(() -> one.crash(random));
      }
      check();
    }
    one.world.pass(1_000);
    check();
    assertThat(expected).as(run).isEmpty();
    start(one::crash);
    assertThat(one.failures).as(run).isEmpty();
  }

  /** As many other partitions as drive those of the model out of memory. */
  private void askOthers() {
    for (int i = 0; i < Acceptors.ENTRIES_MAX / 4; i++) {
      byte[] key = ("other " + random.nextInt(2 * Acceptors.ENTRIES_MAX)).getBytes(UTF_8);
      int stream =
          one.send(
              new Request.Prepare(
                  OneShard.TABLE, key, new Ballot(1, 1), List.of(), one.world.wallMillis(), false));
      expected.put(stream, response -> assertThat(response).isInstanceOf(Response.Prepared.class));
      one.world.pass(random.nextInt(2));
    }
  }

  private void send(Model model) {
    AcceptorState state = model.state();
    Ballot ballot =
        new Ballot(
            Math.max(1, state.promised().counter() + random.nextInt(4) - 1), random.nextInt(3));
    switch (random.nextInt(5)) {
      case 0 -> prepare(model, ballot);
      case 1 -> propose(model, proposal(state, ballot));
      case 2 -> read(model);
      case 3 -> scan(model);
      default -> commit(model, proposal(state, ballot));
    }
  }

  private Proposal proposal(AcceptorState state, Ballot ballot) {
    Proposal accepted = state.accepted();
    if (accepted != null && random.nextBoolean()) {
      return accepted.under(ballot);
    }
    long instance = Math.max(1, state.instance() + random.nextInt(4) - 1);
    String row = "row " + random.nextInt(3);
    return new Proposal(
        instance,
        ballot,
        new ProposalId(random.nextInt(3), 1 + random.nextInt(100)),
        random.nextInt(5) == 0
            ? PartitionCodec.encode(PartitionData.EMPTY)
            : ConsensusRequestsTest.content(row, (int) instance, "v".repeat(random.nextInt(200))));
  }

  private void prepare(Model model, Ballot ballot) {
    AcceptorState before = model.state();
    boolean wanted = random.nextBoolean();
    if (before.admits(ballot)) {
      model.become(before.promise(ballot), PartitionData.EMPTY);
    }
    int arrived = model.states.size() - 1;
    PartitionData known = model.data.getLast();
    List<ByteRange> slices = random.nextBoolean() ? List.of(ByteRange.ALL) : rows();
    send(
        model,
        new Request.Prepare(
            OneShard.TABLE, model.key, ballot, slices, one.world.wallMillis(), wanted),
        response -> {
          Response.Prepared prepared = (Response.Prepared) response;
          Promise promise = prepared.promise();
          byte[] content = promise == null ? new byte[0] : promise.content();
          // The acceptor may go on while cells are being loaded: then all begins anew.
          assertThat(model.states.subList(arrived, model.states.size()))
              .as(run)
              .anySatisfy(state ->
                  assertThat(prepared)
                      .isEqualTo(
                          new Response.Prepared(
                              state.promised(),
                              state.admits(ballot)
                                  ? state.answer(ballot.writer(), wanted, 0, content)
                                  : null)));
          if (promise != null) {
            assertBetween(known, PartitionCodec.decode(content), model.data.getLast());
          }
        });
  }

  private void read(Model model) {
    int arrived = model.acted();
    ask(
        new Request.Read(
            OneShard.TABLE,
            List.of(model.key),
            ByteRange.ALL,
            null,
            Request.Read.ROWS_ALL,
            false,
            one.world.wallMillis(),
            false),
        response ->
            assertOneMoment(
                model, arrived, ((Response.ReadDone) response).partitions().getFirst()));
  }

  private void scan(Model model) {
    int arrived = model.acted();
    int vnode = Vnode.indexOf(Token.hash(model.key), OneShard.VNODE_BITS);
    ask(
        new Request.Scan(
            OneShard.TABLE, new int[] {vnode}, null, null, 1_000, 1 << 20, one.world.wallMillis()),
        response -> {
          PartitionAnswer found =
              new PartitionAnswer(
                  ConsensusState.NONE, PartitionCodec.encode(PartitionData.EMPTY), null);
          for (Response.ScanEntry entry : ((Response.ScanDone) response).entries()) {
            found = Arrays.equals(entry.key(), model.key) ? entry.answer() : found;
          }
          assertOneMoment(model, arrived, found);
        });
  }

  /** An answer tells of the acceptor and of the data as they were at some moment together. */
  private void assertOneMoment(Model model, int from, PartitionAnswer answer) {
    PartitionData content = PartitionCodec.decode(answer.content());
    boolean isOne = false;
    for (int i = from; i < model.states.size(); i++) {
      isOne |=
          model.states.get(i).told().equals(answer.consensus())
              && model.data.get(i).equals(content);
    }
    assertThat(isOne).as(run + ": " + answer.consensus() + " with " + content).isTrue();
  }

  private static List<ByteRange> rows() {
    List<ByteRange> rows = new ArrayList<>();
    for (int row = 0; row < 3; row++) {
      rows.add(ByteRange.single(("row " + row).getBytes(UTF_8)));
    }
    return rows;
  }

  private void propose(Model model, Proposal proposal) {
    AcceptorState before = model.state();
    boolean admitted = before.admits(proposal);
    if (admitted) {
      model.become(before.accept(proposal), PartitionData.EMPTY);
    }
    Response answer = new Response.Proposed(admitted, model.state().promised());
    send(
        model,
        new Request.Propose(OneShard.TABLE, model.key, proposal),
        response -> assertThat(response).as(run).isEqualTo(answer));
  }

  private void commit(Model model, Proposal proposal) {
    model.become(model.state().commit(proposal), PartitionCodec.decode(proposal.content()));
    send(
        model,
        new Request.Commit(OneShard.TABLE, model.key, proposal),
        response -> assertThat(response).as(run).isInstanceOf(Response.Committed.class));
  }

  /** Readers wait for nobody else's step. */
  private void ask(Request.Data request, Consumer<Response> check) {
    expected.put(one.send(request), check);
  }

  private void send(Model model, Request.Data request, Consumer<Response> check) {
    int index = model.states.size() - 1;
    int stream = one.send(request);
    expected.put(
        stream,
        response -> {
          check.accept(response);
          model.answered = Math.max(model.answered, index);
        });
  }

  private void check() {
    one.answers.byStream.forEach((stream, response) -> {
      Consumer<Response> check = expected.remove(stream);
      if (check != null) {
        check.accept(response);
        answers++;
      }
    });
    one.answers.byStream.clear();
  }

  private void assertBetween(PartitionData least, PartitionData found, PartitionData most) {
    assertThat(Merge.partitions(least, found)).as(run + ": lost").isEqualTo(found);
    assertThat(Merge.partitions(found, most)).as(run + ": invented").isEqualTo(most);
  }

  private void start(Runnable start) {
    check();
    expected.clear();
    start.run();
    starts++;
    Ballot floor = floor();
    for (Model model : models) {
      AcceptorState found =
          AcceptorCells.read(read(HiddenTables.beside(OneShard.TABLE), model.key)).state();
      int index = model.answered;
      while (index < model.states.size() && !sameButPromised(model.states.get(index), found)) {
        index++;
      }
      assertThat(index).as(run + ": " + found).isLessThan(model.states.size());
      PartitionData data = PartitionCodec.decode(read(OneShard.TABLE, model.key));
      assertBetween(model.data.get(index), data, model.data.getLast());
      losses += index < model.states.size() - 1 ? 1 : 0;
      AcceptorState raised = found.raisedTo(floor);
      assertThat(raised.promised())
          .as(run + ": what was promised")
          .isGreaterThanOrEqualTo(model.states.get(model.answered).promised());
      model.states = new ArrayList<>(List.of(raised));
      model.data = new ArrayList<>(List.of(data));
      model.answered = 0;
    }
  }

  /** What a start takes for promised; raises it, so that no promise waits for the disk. */
  private Ballot floor() {
    long before = one.shard.storage().promisedUpTo();
    one.prepare("another key".getBytes(UTF_8), new Ballot(before + 1, 1));
    one.answers.byStream.clear();
    return before == 0 ? Ballot.NONE : new Ballot(before, -1);
  }

  private static boolean sameButPromised(AcceptorState a, AcceptorState b) {
    return a.instance() == b.instance()
        && Objects.equals(a.decision(), b.decision())
        && Objects.equals(a.accepted(), b.accepted())
        && a.outcomes().equals(b.outcomes());
  }

  private byte[] read(int tableId, byte[] key) {
    ReadOutcome outcome =
        one.shard
            .storage()
            .read(
                new Request.Read(
                    tableId,
                    List.of(),
                    ByteRange.ALL,
                    null,
                    Request.Read.ROWS_ALL,
                    false,
                    one.world.wallMillis(),
                    false),
                key);
    List<ReadOutcome> done = new ArrayList<>();
    if (outcome instanceof ReadOutcome.Pending pending) {
      pending.waiting().whenDone(done::add);
      one.world.until(10_000, () -> !done.isEmpty());
    } else {
      done.add(outcome);
    }
    return ((ReadOutcome.Answer) done.getFirst()).content();
  }
}
