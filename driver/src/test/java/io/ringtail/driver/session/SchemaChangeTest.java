// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.scripted.ScriptedCluster;
import io.ringtail.driver.scripted.ScriptedCluster.Fate;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaChangeTest {
  private static final TableName NAME = new TableName("default", "made");

  private final SimulatedLoop loop = new SimulatedLoop();
  private final SplittableRandom random = new SplittableRandom(7);
  private final ScriptedCluster cluster = new ScriptedCluster(loop, random, 3, 1);
  private Session session;
  private int attempts;

  @BeforeEach
  void open() {
    session =
        get(
            Opening.begin(
                SessionOptions.of(cluster.endpoints()),
                cluster.endpoints(),
                new Seams(cluster, List.of(loop), any -> true, loop, random, () -> {})));
  }

  private <T> T get(CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    assertThat(loop.runUntil(future::isDone, 20_000)).as("ends at all").isTrue();
    try {
      return future.join();
    } catch (CompletionException e) {
      throw (RingtailException) e.getCause();
    }
  }

  private Schema create(boolean ifNotExists) {
    return get(
        session.change(
            new SchemaChange.CreateTable(
                NAME,
                List.of(
                    new SchemaChange.ColumnDefinition(
                        "k", ScalarType.VARCHAR, ColumnKind.PARTITION, false)),
                TableOptions.DEFAULT,
                ifNotExists)));
  }

  /** The first attempts at a change meet a fate; later ones are answered. */
  private void first(int count, Fate fate) {
    cluster.script((node, request) ->
        request instanceof Request.ChangeSchema && attempts++ < count
            ? fate
            : ScriptedCluster.ANSWER);
  }

  @Test
  void aTableIsThereWhenItsCreationEnds() {
    assertThat(create(false).table(NAME)).isPresent();
    assertThat(session.schema().table(NAME)).isPresent();
    assertThat(session.table(NAME).schema().columns()).hasSize(1);
  }

  @Test
  void anExistingTableIsToldApart() {
    create(false);
    assertThatThrownBy(() -> create(false)).isInstanceOf(RingtailException.AlreadyExists.class);
    assertThat(create(true).table(NAME)).isPresent();
  }

  @Test
  void aRefusalForNowIsTriedAgain() {
    first(3, cluster.refuse(Reason.NO_QUORUM, 0));
    assertThat(create(false).table(NAME)).isPresent();
    assertThat(attempts).isEqualTo(4);
  }

  @Test
  void aChangeThatWasNotCarriedOutIsRepeated() {
    first(1, new Fate.Break(false));
    assertThat(create(false).table(NAME)).isPresent();
  }

  @Test
  void aChangeIsInDoubtWhenAnEarlierAttemptMayHaveMadeIt() {
    first(1, new Fate.Break(true));
    assertThatThrownBy(() -> create(false)).isInstanceOf(RingtailException.InDoubt.class);
  }

  @Test
  void aChangeThatMayMeetItselfIsNotInDoubt() {
    first(1, new Fate.Break(true));
    assertThat(create(true).table(NAME)).isPresent();
  }

  @Test
  void aTruncationWhoseAnswerWasLostIsNotMadeAgain() {
    create(false);
    first(1, new Fate.Break(true));
    int id = session.table(NAME).schema().id();
    assertThatThrownBy(() -> get(session.change(new SchemaChange.TruncateTable(NAME))))
        .isInstanceOf(RingtailException.InDoubt.class);
    assertThat(attempts).isEqualTo(1);
    assertThat(cluster.replica(0).map().schema().table(NAME).orElseThrow().id()).isEqualTo(id + 1);
  }

  @Test
  void aSilentNodeIsPassedBy() {
    first(1, ScriptedCluster.DROP);
    assertThat(create(false).table(NAME)).isPresent();
  }

  @Test
  void noNodeMeansUnavailable() {
    for (int i = 0; i < 3; i++) {
      cluster.stop(i);
    }
    loop.runFor(10);
    assertThatThrownBy(() -> create(false)).isInstanceOf(RingtailException.Unavailable.class);
  }

  @Test
  void aChangeUnderWayEndsWithTheSession() {
    first(100, ScriptedCluster.DROP);
    CompletableFuture<Schema> under =
        session
            .change(
                new SchemaChange.CreateTable(
                    NAME,
                    List.of(
                        new SchemaChange.ColumnDefinition(
                            "k", ScalarType.VARCHAR, ColumnKind.PARTITION, false)),
                    TableOptions.DEFAULT,
                    false))
            .toCompletableFuture();
    loop.runFor(5);
    assertThat(attempts).isOne();
    session.close();
    loop.runFor(1_100);
    assertThat(under).isCompletedExceptionally();
    assertThatThrownBy(() -> get(under))
        .isInstanceOf(RingtailException.SessionClosed.class)
        .satisfies(e -> assertThat(((RingtailException) e).mayHaveTakenEffect()).isTrue());
  }
}
