// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.membership.Peers;
import io.ringtail.node.simulated.World;
import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Clusters' metadata with messages lost, delayed, doubled, and processes and disks that crash. */
class MetadataSimulationTest {
  private static final int RUNS = Integer.getInteger("ringtail.runs", 60);

  private World world = new World(0);
  private List<Node> nodes = List.of();
  private ClusterMap initial = map(3);
  private final List<MemoryDisk> disks = new ArrayList<>();
  private final List<@Nullable MetadataNode> running = new ArrayList<>();

  /** The one history of epochs: a second map for an epoch is the end of everything. */
  private final Map<Long, ChangeId> history = new HashMap<>();

  private final Map<Long, ClusterMap> maps = new HashMap<>();
  private int lossPercent;
  private int delayMillisMax;

  /** Of the messages that tell of a map, beside what is lost of all. */
  private int commitLossPercent;

  @Test
  void everybodyAgreesOnEveryEpochWhateverHappens() throws IOException {
    long seed = World.seed("everybodyAgreesOnEveryEpochWhateverHappens");
    int answered = 0;
    for (int run = 0; run < RUNS; run++) {
      begin(seed + run, run % 3 == 0 ? 5 : 3);
      answered += run(seed + run);
    }
    assertThat(answered).isGreaterThan(RUNS * 2);
  }

  private int run(long seed) throws IOException {
    lossPercent = 0;
    delayMillisMax = 2;
    startAll();
    world.until(20_000, () -> running.stream().allMatch(MetadataSimulationTest::isMember));
    lossPercent = world.random().nextInt(30);
    delayMillisMax = 1 + world.random().nextInt(200);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      world.pass(world.random().nextInt(400));
      switch (world.random().nextInt(6)) {
        case 0 -> crash(world.random().nextInt(nodes.size()));
        case 1 -> startAll();
        default -> outcomes.add(ask(world.random().nextInt(nodes.size())));
      }
    }
    world.pass(10_000);
    lossPercent = 0;
    delayMillisMax = 2;
    startAll();
    world.pass(8_000);
    Outcome last = ask(0);
    world.pass(8_000);
    assertThat(last.response).as("after healing, seed %d", seed).isNotNull();
    outcomes.add(last);
    outcomes.forEach(outcome -> outcome.check(seed));
    return (int) outcomes.stream().filter(each -> each.response instanceof Response.Done).count();
  }

  @Test
  void truncationIsAnsweredOnceNoQuorumIsLeftForTheTableBefore() throws IOException {
    long seed = World.seed("truncationIsAnsweredOnceNoQuorumIsLeftForTheTableBefore");
    TableName name = new TableName("default", "t");
    int done = 0;
    for (int run = 0; run < RUNS; run++) {
      begin(seed + run, 3);
      delayMillisMax = 2;
      startAll();
      world.until(20_000, () -> running.stream().allMatch(MetadataSimulationTest::isMember));
      change(create("t"));
      world.pass(2_000);
      delayMillisMax = 1 + world.random().nextInt(200);
      lossPercent = world.random().nextInt(40);
      Outcome outcome = change(new SchemaChange.TruncateTable(name));
      while (outcome.response == null) {
        world.pass(1);
        if (outcome.response instanceof Response.SchemaDone decided) {
          long knowing =
              running.stream()
                  .filter(node -> node.metadata.map().epoch().compareTo(decided.map().epoch()) >= 0)
                  .count();
          assertThat(knowing).as("seed %d", seed + run).isGreaterThanOrEqualTo(2);
          done++;
        }
      }
    }
    assertThat(done).isGreaterThan(RUNS / 2);
  }

  /** A change that the first node is asked for. */
  private Outcome change(SchemaChange change) {
    ChangeId id = new ChangeId(world.random().nextLong(), 1);
    Outcome outcome = new Outcome(id, new TableName("default", "t"));
    Objects.requireNonNull(running.get(0))
        .metadata
        .change(
            new Request.ChangeSchema(change), id, 5_000, response -> outcome.response = response);
    return outcome;
  }

  @Test
  void whatOnlyANodeThatIsGoneSawDecidedIsDecidedByTheOthers() throws IOException {
    long seed = World.seed("whatOnlyANodeThatIsGoneSawDecidedIsDecidedByTheOthers");
    int alone = 0;
    for (int run = 0; run < RUNS; run++) {
      begin(seed + run, 3);
      delayMillisMax = 50;
      startAll();
      world.until(20_000, () -> running.stream().allMatch(MetadataSimulationTest::isMember));
      MetadataNode first = Objects.requireNonNull(running.get(0));
      Epoch before = first.metadata.map().epoch();
      lossPercent = 40;
      change(create("t"));
      for (int i = 0; i < 6_000 && first.metadata.map().epoch().equals(before); i++) {
        world.pass(1);
      }
      Epoch decided = first.metadata.map().epoch();
      crash(0);
      lossPercent = 0;
      if (decided.equals(before)) {
        continue;
      }
      MetadataNode second = Objects.requireNonNull(running.get(1));
      MetadataNode third = Objects.requireNonNull(running.get(2));
      boolean nobodyKnows =
          Stream.of(second, third)
              .allMatch(node -> node.metadata.map().epoch().compareTo(decided) < 0);
      alone += nobodyKnows ? 1 : 0;
      second.loop.execute(() -> second.metadata.seen(decided));
      world.until(20_000, () -> second.metadata.map().epoch().compareTo(decided) >= 0);
    }
    assertThat(alone).as("maps that nobody else knew").isPositive();
  }

  @Test
  void nodesThatStartWithEmptyFoldersAgainAndAgainFormInTheEnd() throws IOException {
    long seed = World.seed("nodesThatStartWithEmptyFoldersAgainAndAgainFormInTheEnd");
    for (int run = 0; run < RUNS; run++) {
      begin(seed + run, 3);
      delayMillisMax = 20;
      lossPercent = 10;
      for (int i = 0; i < 6; i++) {
        startAll();
        world.pass(world.random().nextInt(150));
        crash(world.random().nextInt(3));
      }
      startAll();
      world.until(60_000, () -> running.stream().allMatch(MetadataSimulationTest::isMember));
    }
  }

  @Test
  void folderThatWasWipedNeverBecomesAMembersAgain() throws IOException {
    long seed = World.seed("folderThatWasWipedNeverBecomesAMembersAgain");
    for (int run = 0; run < RUNS; run++) {
      begin(seed + run, 3);
      delayMillisMax = 20;
      startAll();
      // As soon as one serves, whatever the others do at that moment.
      world.until(60_000, () -> running.stream().anyMatch(MetadataSimulationTest::isMember));
      int wiped =
          IntStream.range(0, 3).filter(i -> isMember(running.get(i))).findFirst().orElseThrow();
      crash(wiped);
      disks.set(wiped, new MemoryDisk());
      int other = (wiped + 1 + world.random().nextInt(2)) % 3;
      crash(other);
      start(wiped);
      world.pass(5_000);
      MetadataNode fresh = running.get(wiped);
      assertThat(fresh).isNotNull();
      assertThat(fresh.member).isFalse();
      assertThat(fresh.notAMember).contains("has joined the cluster before");
      assertThat(IdentityFile.read(disks.get(wiped))).isEmpty();
      start(other);
      world.pass(5_000);
      assertThat(fresh.member).isFalse();
    }
  }

  @Test
  void whyAChangeIsRefusedIsKnownToMostNodesWhenItIsAnswered() throws IOException {
    long seed = World.seed("whyAChangeIsRefusedIsKnownToMostNodesWhenItIsAnswered");
    int refused = 0;
    for (int run = 0; run < RUNS; run++) {
      // Three of the five voters decide, and promise, by themselves: fewer than most of the nodes.
      begin(seed + run, 7);
      delayMillisMax = 2;
      startAll();
      world.until(20_000, () -> running.stream().allMatch(MetadataSimulationTest::isMember));
      delayMillisMax = 50;
      lossPercent = 20;
      commitLossPercent = 75;
      change(create("t"));
      for (int i = 0; i < 6_000 && !knowsATable(running.get(0)); i++) {
        world.pass(1);
      }
      Outcome again = change(create("t"));
      while (again.response == null) {
        world.pass(1);
      }
      if (again.response instanceof Response.Refused no && no.reason() == Reason.ALREADY_EXISTS) {
        refused++;
        assertThat(nodesThatKnowATable()).as("seed %d", seed + run).isGreaterThanOrEqualTo(4);
      }
    }
    assertThat(refused).isGreaterThan(RUNS / 4);
  }

  @Test
  void twoThatCreateATableAtOnceMakeOne() throws IOException {
    long seed = World.seed("twoThatCreateATableAtOnceMakeOne");
    for (int run = 0; run < RUNS; run++) {
      begin(seed + run, 3);
      delayMillisMax = 5;
      startAll();
      world.until(20_000, () -> running.stream().allMatch(MetadataSimulationTest::isMember));
      List<Response> answers = new ArrayList<>();
      long ofRun = seed + run;
      for (int i = 0; i < 3; i++) {
        MetadataNode node = running.get(i);
        assertThat(node).isNotNull();
        node.handle(
            new Request.ChangeSchema(create("t")),
            1,
            answer -> {
              answers.add(answer);
              assertThat(nodesThatKnowATable())
                  .as("nodes that know the table when %s is answered, seed %d", answer, ofRun)
                  .isGreaterThanOrEqualTo(2);
            });
      }
      world.until(20_000, () -> answers.size() == 3);
      assertThat(answers).filteredOn(Response.SchemaDone.class::isInstance).hasSize(1);
      assertThat(answers)
          .filteredOn(Response.Refused.class::isInstance)
          .hasSize(2)
          .allMatch(each -> ((Response.Refused) each).reason() == Reason.ALREADY_EXISTS);
    }
  }

  private long nodesThatKnowATable() {
    return running.stream().filter(MetadataSimulationTest::knowsATable).count();
  }

  private static boolean knowsATable(@Nullable MetadataNode node) {
    return node != null && !node.metadata.map().schema().tablesById().isEmpty();
  }

  /** What became of one change. */
  private final class Outcome {
    private final ChangeId id;
    private final TableName table;
    private @Nullable Response response;

    Outcome(ChangeId id, TableName table) {
      this.id = id;
      this.table = table;
    }

    void check(long seed) {
      boolean decided = history.containsValue(id);
      if (response instanceof Response.SchemaDone) {
        assertThat(decided).as("%s is done, seed %d", table, seed).isTrue();
      } else if (response instanceof Response.Refused) {
        assertThat(decided).as("%s is refused, seed %d", table, seed).isFalse();
      }
      assertThat(history.values().stream().filter(id::equals).count())
          .as("epochs of one change, seed %d", seed)
          .isLessThanOrEqualTo(1);
    }
  }

  private Outcome ask(int index) {
    String table = "t" + world.random().nextInt(8);
    ChangeId id = new ChangeId(world.random().nextLong(), 1 + world.random().nextInt(1 << 30));
    Outcome outcome = new Outcome(id, new TableName("default", table));
    MetadataNode node = running.get(index);
    if (node != null && node.member) {
      SchemaChange change =
          world.random().nextBoolean()
              ? create(table)
              : new SchemaChange.DropTable(new TableName("default", table), false);
      node.metadata.change(
          new Request.ChangeSchema(change),
          id,
          1 + world.random().nextInt(6_000),
          response -> outcome.response = response);
    }
    return outcome;
  }

  private void begin(long seed, int count) {
    world = new World(seed);
    initial = map(count);
    nodes = initial.nodes();
    disks.clear();
    running.clear();
    history.clear();
    maps.clear();
    lossPercent = 0;
    commitLossPercent = 0;
    for (int i = 0; i < count; i++) {
      disks.add(new MemoryDisk());
      running.add(null);
    }
  }

  private void startAll() throws IOException {
    for (int i = 0; i < nodes.size(); i++) {
      if (running.get(i) == null) {
        start(i);
      }
    }
  }

  private void start(int index) throws IOException {
    running.set(
        index,
        new MetadataNode(
            world, nodes.get(index), initial, disks.get(index), peers(index), this::published));
  }

  private void crash(int index) {
    MetadataNode node = running.get(index);
    if (node != null) {
      node.loop.die();
      running.set(index, null);
      disks.get(index).crash(world.random());
    }
  }

  private void published(ClusterMap map) {
    ChangeId before = history.putIfAbsent(map.epoch().number(), map.change());
    assertThat(before).as("epoch %s", map.epoch()).isIn(null, map.change());
    ClusterMap known = maps.putIfAbsent(map.epoch().number(), map);
    if (known != null) {
      assertThat(map.schema()).isEqualTo(known.schema());
    }
  }

  /** The network as one node sees it. */
  private Peers peers(int from) {
    return (peer, request, timeoutMillis, answer) -> {
      int to = nodes.indexOf(peer);
      boolean[] over = {false};
      Consumer<@Nullable Response> once =
          response -> {
            if (!over[0]) {
              over[0] = true;
              answer.accept(response);
            }
          };
      world.after(timeoutMillis * 1_000_000, () -> once.accept(null));
      MetadataNode sender = running.get(from);
      long epoch = sender == null ? 1 : sender.metadata.map().epoch().number();
      int copies = world.random().nextInt(20) == 0 ? 2 : 1;
      if (request instanceof Request.MetadataCommit
          && world.random().nextInt(100) < commitLossPercent) {
        return;
      }
      for (int copy = 0; copy < copies; copy++) {
        transfer(() -> {
          MetadataNode target = running.get(to);
          if (target != null) {
            target.handle(request, epoch, response -> transfer(() -> once.accept(response)));
          }
        });
      }
    };
  }

  private void transfer(Runnable arrival) {
    if (world.random().nextInt(100) >= lossPercent) {
      world.after(1 + world.random().nextInt(delayMillisMax * 1_000_000), arrival);
    }
  }

  private static ClusterMap map(int count) {
    return InitialMap.of(
        IntStream.range(0, count).mapToObj(i -> new Endpoint("127.0.0.1", 7_000 + i)).toList(), 4);
  }

  private static SchemaChange create(String table) {
    return new SchemaChange.CreateTable(
        new TableName("default", table),
        List.of(new ColumnDefinition("k", ScalarType.VARCHAR, ColumnKind.PARTITION, false)),
        TableOptions.DEFAULT,
        false);
  }

  private static boolean isMember(@Nullable MetadataNode node) {
    return node != null && node.member;
  }
}
