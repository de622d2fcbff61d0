// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.storage.HiddenTables;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.consensus.Promise;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.consensus.ProposalId;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import io.ringtail.protocol.time.Ballot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsensusRequestsTest {
  private static final byte[] KEY = "key".getBytes(UTF_8);
  private static final int COLUMN = 2;
  private static final byte[] NOTHING = PartitionCodec.encode(PartitionData.EMPTY);

  private final OneShard one = new OneShard(1, 1 << 16);

  static Ballot ballot(long counter) {
    return new Ballot(counter, 5);
  }

  /** A row's value, at the version that so many conditional writes have. */
  static byte[] content(String row, int count, String value) {
    Cell cell = new Cell(COLUMN, new Version(1_000, 5, count), value.getBytes(UTF_8), Expiry.NEVER);
    return PartitionCodec.encode(
        new PartitionData(
            null, List.of(), List.of(new Row(row.getBytes(UTF_8), null, null, List.of(cell)))));
  }

  static Proposal proposal(long instance, long ballot, String value) {
    return new Proposal(
        instance,
        ballot(ballot),
        new ProposalId(5, instance),
        content("row", (int) instance, value));
  }

  private static List<String> values(byte[] content) {
    List<String> values = new ArrayList<>();
    for (Row row : PartitionCodec.decode(content).rows()) {
      for (Cell cell : row.cells()) {
        values.add(new String(row.clustering(), UTF_8) + "=" + new String(cell.value(), UTF_8));
      }
    }
    return values;
  }

  @Test
  void promisesWhatIsHigherAndTellsWhatStandsAgainstTheRest() {
    assertThat(one.promise(KEY, ballot(7)))
        .isEqualTo(new Promise(0, null, null, Promise.Outcome.NONE, 0, NOTHING));
    assertThat(one.prepare(KEY, ballot(6))).isEqualTo(new Response.Prepared(ballot(7), null));
    assertThat(one.promise(KEY, ballot(7)).instance()).isZero();
    assertThat(one.propose(KEY, proposal(1, 6, "a")))
        .isEqualTo(new Response.Proposed(false, ballot(7)));
    assertThat(one.promise(KEY, ballot(8)).accepted()).isNull();
  }

  @Test
  void acceptedIsNotSeenUntilItIsCommitted() {
    Proposal first = proposal(1, 7, "a");
    one.promise(KEY, ballot(7));
    assertThat(one.propose(KEY, first)).isEqualTo(new Response.Proposed(true, ballot(7)));
    Promise open = one.promise(KEY, ballot(8));
    assertThat(open.accepted()).isEqualTo(first);
    assertThat(values(open.content())).isEmpty();
    assertThat(one.commit(KEY, first.under(ballot(8)))).isInstanceOf(Response.Committed.class);
    Promise closed = one.promise(KEY, ballot(9));
    assertThat(closed.accepted()).isNull();
    assertThat(closed.instance()).isEqualTo(1);
    assertThat(closed.decision()).isEqualTo(first);
    assertThat(closed.own()).isEqualTo(new Promise.Outcome(1, 1, 0));
    assertThat(values(closed.content())).containsExactly("row=a");
    assertThat(one.propose(KEY, first)).isEqualTo(new Response.Proposed(false, ballot(9)));
  }

  @Test
  void commitOfAnOlderInstanceStillMergesItsContent() {
    one.commit(KEY, proposal(2, 7, "b"));
    Proposal older =
        new Proposal(1, ballot(6), new ProposalId(9, 1), content("another row", 1, "a"));
    assertThat(one.commit(KEY, older)).isInstanceOf(Response.Committed.class);
    Promise promise = one.promise(KEY, new Ballot(9, 9));
    assertThat(promise.instance()).isEqualTo(2);
    assertThat(promise.own()).isEqualTo(new Promise.Outcome(1, 1, 0));
    assertThat(values(promise.content())).containsExactly("another row=a", "row=b");
  }

  @Test
  void onlyTheSlicesThatAreAskedForAreTold() {
    for (String row : List.of("a", "b", "c", "d")) {
      one.commit(KEY, new Proposal(1, ballot(1), new ProposalId(5, 1), content(row, 1, row)));
    }
    List<ByteRange> slices =
        List.of(ByteRange.single("a".getBytes(UTF_8)), new ByteRange("c".getBytes(UTF_8), null));
    Response response =
        one.ask(new Request.Prepare(OneShard.TABLE, KEY, ballot(2), slices, 0, false));
    assertThat(response)
        .isInstanceOfSatisfying(
            Response.Prepared.class,
            prepared ->
                assertThat(values(prepared.promise().content()))
                    .containsExactly("a=a", "c=c", "d=d"));
    assertThat(
            ((Response.Prepared)
                    one.ask(
                        new Request.Prepare(OneShard.TABLE, KEY, ballot(2), List.of(), 0, false)))
                .promise()
                .content())
        .isEqualTo(NOTHING);
    assertRefused(
        one.ask(new Request.Prepare(OneShard.TABLE, KEY, ballot(2), slices.reversed(), 0, false)),
        Reason.INVALID);
  }

  private static void assertRefused(Response response, Reason reason) {
    assertThat(response)
        .isInstanceOfSatisfying(
            Response.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void nothingIsToldBeforeItIsDurable() {
    int prepare =
        one.send(new Request.Prepare(OneShard.TABLE, KEY, ballot(7), List.of(), 0, false));
    int lower = one.send(new Request.Prepare(OneShard.TABLE, KEY, ballot(6), List.of(), 0, false));
    int propose = one.send(new Request.Propose(OneShard.TABLE, KEY, proposal(1, 7, "a")));
    int commit = one.send(new Request.Commit(OneShard.TABLE, KEY, proposal(1, 7, "a")));
    assertThat(one.answers.byStream).isEmpty();
    one.crash();
    assertThat(one.answers.byStream).isEmpty();
    assertThat(one.promise(KEY, ballot(1)).instance()).isZero();
    assertThat(one.answers.byStream).doesNotContainKeys(prepare, lower, propose, commit);
  }

  @Test
  void stateIsTheSameAfterACrashAndFromTables() {
    Proposal decided = proposal(3, 7, "a");
    Proposal accepted = proposal(4, 8, "b");
    one.commit(KEY, decided);
    one.propose(KEY, accepted);
    one.promise(KEY, ballot(9));
    Ballot promised = ballot(9);
    for (Runnable restart : List.<Runnable>of(one::crash, one::flush, one::restart, one::crash)) {
      restart.run();
      Response.Prepared lower = (Response.Prepared) one.prepare(KEY, ballot(8));
      assertThat(lower.promise()).isNull();
      assertThat(lower.highest()).isGreaterThanOrEqualTo(promised);
      promised = lower.highest().nextFor(5);
      Promise promise = one.promise(KEY, promised);
      assertThat(promise.instance()).isEqualTo(3);
      assertThat(promise.decision()).isEqualTo(decided);
      assertThat(promise.accepted()).isEqualTo(accepted);
      assertThat(promise.own()).isEqualTo(new Promise.Outcome(3, 3, 0));
      assertThat(values(promise.content())).containsExactly("row=a");
    }
    one.commit(KEY, accepted);
    one.flush();
    one.restart();
    assertThat(promiseAnew(one, KEY).decision()).isEqualTo(accepted);
    assertThat(one.failures).isEmpty();
  }

  /** A promise of a ballot above all that may have been promised before. */
  private static Promise promiseAnew(OneShard shard, byte[] key) {
    Response.Prepared refused = (Response.Prepared) shard.prepare(key, ballot(1));
    return refused.promise() == null
        ? shard.promise(key, refused.highest().nextFor(5))
        : refused.promise();
  }

  @Test
  void vnodeThatMayHaveLostItsPromisesDoesNotVote() {
    Proposal first = proposal(1, 7, "a");
    one.promise(KEY, ballot(7));
    one.propose(KEY, first);
    one.promise(KEY, ballot(8));
    one.propose(KEY, proposal(1, 8, "b"));
    // In the payload of the first record.
    one.disk.flip("shard-0/log-00000001", 16 + 40, 1);
    one.restart();
    assertDoesNotVote();
    int vnode = Vnode.indexOf(Token.hash(KEY), OneShard.VNODE_BITS);
    byte[] elsewhere = elsewhere(vnode);
    assertThat(promiseAnew(one, elsewhere).instance()).isZero();
    // The content of a decision is merged all the same.
    one.shard.storage().rebuilt(vnode, OneShard.VNODE_BITS);
    one.world.pass(100);
    assertThat(values(promiseAnew(one, KEY).content())).containsExactly("row=decided");
  }

  private static byte[] elsewhere(int vnode) {
    for (int i = 0; ; i++) {
      byte[] key = ("key " + i).getBytes(UTF_8);
      if (Vnode.indexOf(Token.hash(key), OneShard.VNODE_BITS) != vnode) {
        return key;
      }
    }
  }

  private void assertDoesNotVote() {
    for (Response response :
        List.of(
            one.prepare(KEY, ballot(20)),
            one.propose(KEY, proposal(1, 20, "b")),
            one.commit(KEY, proposal(1, 7, "decided")))) {
      assertThat(response)
          .isInstanceOfSatisfying(
              Response.Unknown.class,
              unknown -> assertThat(unknown.reason()).isEqualTo(Reason.DAMAGED));
    }
  }

  @Test
  void acceptorWhoseBlockIsDamagedDoesNotVote() {
    OneShard cold = new OneShard(1, 0);
    cold.promise(KEY, ballot(7));
    cold.propose(KEY, proposal(1, 7, "a"));
    cold.flush();
    String file =
        cold.disk.list("shard-0").stream().filter(name -> name.endsWith(".sst")).findFirst().get();
    cold.disk.flip("shard-0/" + file, 50, 1);
    cold.restart();
    assertThat(cold.commit(KEY, proposal(1, 7, "a"))).isInstanceOf(Response.Unknown.class);
    assertThat(cold.prepare(KEY, ballot(8))).isInstanceOf(Response.Unknown.class);
    assertThat(cold.shard.warnings()).singleElement().asString().contains("1 of 16 vnodes");
  }

  @Test
  void acceptorInMemoryDoesNotVoteOnceItsVnodeIsSuspect() {
    OneShard cold = new OneShard(1, 0);
    Mutation plain = new Mutation(OneShard.TABLE, KEY, content("row", 0, "plain"));
    cold.ask(new Request.Write(List.of(plain)));
    cold.flush();
    String file =
        cold.disk.list("shard-0").stream().filter(name -> name.endsWith(".sst")).findFirst().get();
    cold.disk.flip("shard-0/" + file, 50, 1);
    cold.restart();
    Request.Prepare settles =
        new Request.Prepare(OneShard.TABLE, KEY, ballot(7), List.of(), 0, false);
    assertThat(cold.ask(settles)).isInstanceOf(Response.Prepared.class);
    assertThat(cold.prepare(KEY, ballot(7))).isInstanceOf(Response.Unknown.class);
    assertThat(cold.ask(settles)).isInstanceOf(Response.Unknown.class);
    assertThat(cold.propose(KEY, proposal(1, 7, "a"))).isInstanceOf(Response.Unknown.class);
  }

  @Test
  void scanTellsOfPartitionsInWhichSomethingWasDecidedWithoutData() {
    byte[] nothing = PartitionCodec.encode(PartitionData.EMPTY);
    byte[] promisedOnly = "promised".getBytes(UTF_8);
    one.commit(KEY, new Proposal(2, ballot(1), new ProposalId(5, 1), nothing));
    one.promise(promisedOnly, ballot(1));
    int[] vnodes = IntStream.range(0, 1 << OneShard.VNODE_BITS).toArray();
    for (int i = 0; i < 2; i++) {
      Request.Scan scan = new Request.Scan(OneShard.TABLE, vnodes, null, null, 100, 1_000_000, 0);
      Response.ScanDone done = (Response.ScanDone) one.ask(scan);
      assertThat(done.entries()).hasSize(1);
      assertThat(done.entries().get(0).key()).isEqualTo(KEY);
      assertThat(done.entries().get(0).answer().consensus()).isEqualTo(new ConsensusState(2, null));
      one.flush();
      one.restart();
    }
  }

  @Test
  void promisesThatFallOutOfMemoryHoldNobodyUp() {
    for (int i = 0; i < Acceptors.ENTRIES_MAX + 10; i++) {
      one.promise(("key " + i).getBytes(UTF_8), ballot(1));
    }
    int[] vnodes = IntStream.range(0, 1 << OneShard.VNODE_BITS).toArray();
    Request.Scan scan = new Request.Scan(OneShard.TABLE, vnodes, null, null, 100, 1_000_000, 0);
    assertThat(one.ask(scan)).isInstanceOf(Response.ScanDone.class);
    assertThat(one.prepare("key 0".getBytes(UTF_8), new Ballot(1, 4)))
        .isEqualTo(new Response.Prepared(ballot(1), null));
  }

  @Test
  void requestsAreCheckedAsWritesAre() {
    assertRefused(
        one.ask(new Request.Prepare(9, KEY, ballot(1), List.of(), 0, false)), Reason.UNKNOWN_TABLE);
    assertRefused(
        one.ask(new Request.Propose(HiddenTables.beside(OneShard.TABLE), KEY, proposal(1, 1, "a"))),
        Reason.UNKNOWN_TABLE);
    long inAnHour = one.world.wallMillis() + 3_600_000;
    assertRefused(
        one.ask(new Request.Prepare(OneShard.TABLE, KEY, ballot(1), List.of(), inAnHour, false)),
        Reason.CLOCK_SKEW);
    assertRefused(one.propose(new byte[0], proposal(1, 1, "a")), Reason.INVALID);
    assertRefused(one.propose(KEY, proposal(1, 1, "v".repeat(1_001))), Reason.INVALID);
    assertRefused(one.commit(KEY, proposal(1, 1, "v".repeat(1_001))), Reason.INVALID);
    Proposal malformed = new Proposal(1, ballot(1), new ProposalId(5, 1), new byte[] {99});
    assertRefused(one.propose(KEY, malformed), Reason.INVALID);
    assertRefused(one.commit(KEY, malformed), Reason.INVALID);
  }

  @Test
  void proposalThatCouldNotBeCommittedIsRefused() {
    byte[] half = large(500);
    ProposalId id = new ProposalId(5, 1);
    assertRefused(one.propose(KEY, new Proposal(1, ballot(1), id, large(700))), Reason.INVALID);
    assertThat(one.propose(KEY, new Proposal(1, ballot(1), id, half)))
        .isEqualTo(new Response.Proposed(true, ballot(1)));
    byte[] another = "another".getBytes(UTF_8);
    assertThat(one.commit(another, new Proposal(1, ballot(1), id, half)))
        .isInstanceOf(Response.Committed.class);
  }

  @Test
  void droppedTableTakesItsAcceptorsAlong() {
    OneShard cold = new OneShard(1, 0);
    cold.promise(KEY, ballot(7));
    cold.commit(KEY, proposal(1, 7, "a"));
    cold.flush();
    cold.restart();
    int late =
        cold.send(
            new Request.Prepare(OneShard.TABLE, KEY, ballot(9), List.of(ByteRange.ALL), 0, false));
    cold.shard.dropTable(OneShard.TABLE);
    cold.world.pass(1_000);
    assertThat(cold.answers.byStream).containsKey(late);
    assertThat(cold.disk.list("shard-0")).noneMatch(name -> name.endsWith(".sst"));
    assertThat(cold.failures).isEmpty();
  }

  @Test
  void tornTailOfTheLogMayLoseTheStateButNeverTheDataBeforeIt() {
    // The log is written once for the data alone, which is more than one write of it takes.
    Proposal decided = new Proposal(1, ballot(1), new ProposalId(5, 1), large(320));
    int torn = 0;
    for (int seed = 0; seed < 16; seed++) {
      OneShard each = new OneShard(seed, 0);
      each.promise(KEY, ballot(1));
      each.send(new Request.Commit(OneShard.TABLE, KEY, decided));
      each.world.pass(1); // it is written, and not forced yet
      assertThat(each.answers.byStream).hasSize(1);
      each.crash(MemoryDisk.Remains.TORN_LAST_WRITE, each.world.random());
      Promise promise = promiseAnew(each, KEY);
      boolean hasData = !values(promise.content()).isEmpty();
      assertThat(promise.instance()).as("seed " + seed).isLessThanOrEqualTo(hasData ? 1 : 0);
      torn += hasData && promise.instance() == 0 ? 1 : 0;
    }
    assertThat(torn).isPositive();
  }

  private static byte[] large(int rowCount) {
    List<Row> rows = new ArrayList<>();
    for (int i = 100; i < 100 + rowCount; i++) {
      Cell cell = new Cell(COLUMN, new Version(1_000, 5, 1), new byte[900], Expiry.NEVER);
      rows.add(new Row(("row " + i).getBytes(UTF_8), null, null, List.of(cell)));
    }
    return PartitionCodec.encode(new PartitionData(null, List.of(), rows));
  }
}
