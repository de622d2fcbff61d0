// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Mutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads and scans tell how far acceptors are. */
class ConsensusReadsTest {
  private static final Comparator<byte[]> TOKEN_ORDER =
      (a, b) -> Long.compareUnsigned(Token.hash(a), Token.hash(b));

  private final OneShard one = new OneShard(1, 1 << 16);

  private static byte[] key(int number) {
    return ("key " + number).getBytes(UTF_8);
  }

  private void write(byte[] key, String row) {
    Mutation mutation =
        new Mutation(OneShard.TABLE, key, ConsensusRequestsTest.content(row, 0, "plain"));
    assertThat(one.ask(new Request.Write(List.of(mutation))))
        .isInstanceOf(Response.WriteDone.class);
  }

  private void accept(byte[] key, long instance) {
    assertThat(one.propose(key, ConsensusRequestsTest.proposal(instance, 7, "accepted")))
        .isEqualTo(new Response.Proposed(true, ConsensusRequestsTest.ballot(7)));
  }

  private void commit(byte[] key, long instance) {
    one.commit(key, ConsensusRequestsTest.proposal(instance, 7, "decided"));
  }

  private List<PartitionAnswer> read(boolean digest, byte[]... keys) {
    Response response =
        one.ask(
            new Request.Read(
                OneShard.TABLE,
                List.of(keys),
                ByteRange.ALL,
                null,
                Request.Read.ROWS_ALL,
                false,
                one.world.wallMillis(),
                digest));
    return ((Response.ReadDone) response).partitions();
  }

  private static ConsensusState accepted(long instance) {
    return new ConsensusState(instance, ConsensusRequestsTest.ballot(7));
  }

  private static ConsensusState committed(long instance) {
    return new ConsensusState(instance, null);
  }

  @Test
  void readsTellWhatIsCommittedAndAccepted() {
    write(key(1), "row");
    assertThat(read(false, key(1)).getFirst().consensus()).isEqualTo(ConsensusState.NONE);
    accept(key(2), 1);
    commit(key(3), 4);
    for (Runnable then : List.<Runnable>of(() -> {}, one::restart, one::flush, one::restart)) {
      then.run();
      for (boolean digest : new boolean[] {false, true}) {
        assertThat(read(digest, key(1), key(2), key(3), key(4)))
            .extracting(PartitionAnswer::consensus)
            .containsExactly(ConsensusState.NONE, accepted(0), committed(4), ConsensusState.NONE);
      }
      assertThat(read(false, key(2)).getFirst().consensus()).isEqualTo(accepted(0));
    }
  }

  @Test
  void readThatWaitsForTheDiskHasCellsNoOlderThanItsInstance() {
    OneShard cold = new OneShard(1, 0);
    for (int instance = 1; instance <= 20; instance++) {
      cold.commit(key(1), ConsensusRequestsTest.proposal(instance, 7, "" + instance));
      cold.flush();
      cold.restart();
      int read =
          cold.send(
              new Request.Read(
                  OneShard.TABLE,
                  List.of(key(1)),
                  ByteRange.ALL,
                  null,
                  Request.Read.ROWS_ALL,
                  false,
                  cold.world.wallMillis(),
                  false));
      int commit =
          cold.send(
              new Request.Commit(
                  OneShard.TABLE,
                  key(1),
                  ConsensusRequestsTest.proposal(instance + 1, 7, "" + (instance + 1))));
      cold.world.until(10_000, () -> cold.answers.byStream.size() >= commit);
      PartitionAnswer answer =
          ((Response.ReadDone) cold.answers.byStream.get(read)).partitions().getFirst();
      assertThat(cellCount(answer)).isGreaterThanOrEqualTo((int) answer.consensus().instance());
    }
  }

  /** How many conditional writes the cell of a row has seen. */
  private static int cellCount(PartitionAnswer answer) {
    return PartitionCodec.decode(answer.content())
        .rows()
        .getFirst()
        .cells()
        .getFirst()
        .version()
        .count();
  }

  /**
   * While cells are loaded, the acceptor accepts something, and a write-back brings a part of it:
   * whoever is shown that part has to be told that there is more.
   */
  @Test
  void whatIsAcceptedWhileCellsAreLoadedIsTold() {
    for (int reader = 0; reader < 3; reader++) {
      OneShard cold = new OneShard(reader, 0);
      cold.commit(key(1), ConsensusRequestsTest.proposal(1, 7, "old"));
      cold.flush();
      cold.restart();
      int read = cold.send(reader(cold, reader));
      cold.send(
          new Request.Propose(OneShard.TABLE, key(1), ConsensusRequestsTest.proposal(2, 9, "new")));
      cold.send(
          new Request.Write(
              List.of(
                  new Mutation(
                      OneShard.TABLE, key(1), ConsensusRequestsTest.content("row", 2, "new")))));
      cold.world.until(1_000, () -> cold.answers.byStream.containsKey(read));
      switch (cold.answers.byStream.get(read)) {
        case Response.ReadDone done ->
            assertThat(done.partitions().getFirst().consensus().accepted()).isNotNull();
        case Response.ScanDone done ->
            assertThat(done.entries().getFirst().answer().consensus().accepted()).isNotNull();
        case Response.Prepared prepared -> assertThat(prepared.promise()).isNull();
        case Response other -> throw new AssertionError(other.toString());
      }
    }
  }

  private static Request.Data reader(OneShard shard, int kind) {
    long now = shard.world.wallMillis();
    return switch (kind) {
      case 0 ->
          new Request.Read(
              OneShard.TABLE,
              List.of(key(1)),
              ByteRange.ALL,
              null,
              Request.Read.ROWS_ALL,
              false,
              now,
              false);
      case 1 -> scanOfAll(shard);
      default ->
          new Request.Prepare(
              OneShard.TABLE,
              key(1),
              ConsensusRequestsTest.ballot(8),
              List.of(ByteRange.ALL),
              now,
              false);
    };
  }

  private static Request.Scan scanOfAll(OneShard shard) {
    int[] vnodes = IntStream.range(0, 1 << OneShard.VNODE_BITS).toArray();
    return new Request.Scan(
        OneShard.TABLE, vnodes, null, null, 1_000, 1 << 20, shard.world.wallMillis());
  }

  private Response.ScanDone scan(OneShard shard, @Nullable ScanPosition from, int rowLimit) {
    int[] vnodes = IntStream.range(0, 1 << OneShard.VNODE_BITS).toArray();
    return (Response.ScanDone)
        shard.ask(
            new Request.Scan(
                OneShard.TABLE, vnodes, from, null, rowLimit, 1 << 20, shard.world.wallMillis()));
  }

  /** What pages of a scan tell together of each partition: its state, and its rows' number. */
  private Map<String, String> scanned(OneShard shard, int rowLimit) {
    Map<String, String> told = new LinkedHashMap<>();
    List<byte[]> keys = new ArrayList<>();
    ScanPosition from = null;
    do {
      Response.ScanDone page = scan(shard, from, rowLimit);
      for (Response.ScanEntry entry : page.entries()) {
        keys.add(entry.key());
        int rows = PartitionCodec.decode(entry.answer().content()).rows().size();
        String key = new String(entry.key(), UTF_8);
        String before = told.getOrDefault(key, "0");
        int rowsBefore = Integer.parseInt(before.split(" ", 2)[0]);
        told.put(key, (rowsBefore + rows) + " " + entry.answer().consensus());
      }
      from = page.next();
    } while (from != null);
    assertThat(keys).isSortedAccordingTo(TOKEN_ORDER);
    return told;
  }

  @Test
  void scansTellOfWhatIsAcceptedWhereThereIsNoDataYet() {
    for (OneShard shard : List.of(one, new OneShard(2, 0))) {
      TreeMap<byte[], String> expected = new TreeMap<>(TOKEN_ORDER.thenComparing(Arrays::compare));
      fill(shard, expected);
      Map<String, String> inOrder = new LinkedHashMap<>();
      expected.forEach((key, told) -> inOrder.put(new String(key, UTF_8), told));
      for (Runnable then : List.<Runnable>of(() -> {}, shard::flush, shard::restart)) {
        then.run();
        for (int rowLimit : new int[] {1, 2, 3, 7, 1_000}) {
          assertThat(scanned(shard, rowLimit))
              .as("row limit " + rowLimit)
              .containsExactlyEntriesOf(inOrder);
        }
      }
    }
  }

  private void fill(OneShard shard, Map<byte[], String> expected) {
    for (int number = 0; number < 60; number++) {
      byte[] key = key(number);
      int kind = number % 6;
      if (kind == 0 || kind == 3) {
        for (String row : List.of("a", "b", "c")) {
          shard.ask(
              new Request.Write(
                  List.of(
                      new Mutation(
                          OneShard.TABLE, key, ConsensusRequestsTest.content(row, 0, "v")))));
        }
      }
      if (kind == 1 || kind == 3) {
        shard.propose(key, ConsensusRequestsTest.proposal(3, 7, "x"));
      }
      if (kind == 2) {
        shard.commit(key, ConsensusRequestsTest.proposal(2, 7, "x"));
      }
      if (kind == 4) {
        shard.promise(key, ConsensusRequestsTest.ballot(7));
      }
      switch (kind) {
        case 0 -> expected.put(key, "3 " + ConsensusState.NONE);
        case 1 -> expected.put(key, "0 " + accepted(2));
        case 2 -> expected.put(key, "1 " + committed(2));
        case 3 -> expected.put(key, "3 " + accepted(2));
        default -> {
          // A promise alone is nothing that a scan has to settle.
        }
      }
    }
  }

  @Test
  void scanOfATableThatNeverSawAConditionalWriteTellsNothing() {
    write(key(1), "row");
    assertThat(scanned(one, 10)).containsExactly(Map.entry("key 1", "1 " + ConsensusState.NONE));
  }
}
