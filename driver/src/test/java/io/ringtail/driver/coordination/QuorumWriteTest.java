// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.driver.scripted.Seed;
import io.ringtail.protocol.message.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuorumWriteTest {
  private static final long MILLI = 1_000_000;
  private static final long DEADLINE = 2_000 * MILLI;
  private static final long EPOCH = 7;
  private static final List<Reach> REACHES = List.of(Reach.values());
  private static final List<Reason> REASONS = List.of(Reason.values());

  /** Replicas as the write sees them, and what became of each. */
  private static final class Model implements QuorumWrite.Effects {
    final Reach[] reach;
    final boolean[] inFlight;

    /** The data may be there: acknowledged, lost after it was sent, or answered "unknown". */
    final boolean[] maybe;

    final boolean[] acknowledged;
    int sent;
    boolean takesSends = true;
    int completed;
    @Nullable Failure failure;
    long rerouted;

    Model(int replicas) {
      reach = new Reach[replicas];
      Arrays.fill(reach, Reach.CONNECTED);
      inFlight = new boolean[replicas];
      maybe = new boolean[replicas];
      acknowledged = new boolean[replicas];
    }

    int ends() {
      return completed + (failure == null ? 0 : 1) + (rerouted == 0 ? 0 : 1);
    }

    int acknowledgements() {
      int count = 0;
      for (boolean each : acknowledged) {
        count += each ? 1 : 0;
      }
      return count;
    }

    boolean anywhere() {
      for (int i = 0; i < maybe.length; i++) {
        if (maybe[i] || acknowledged[i] || inFlight[i]) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean isConnected(int replica) {
      return reach[replica] == Reach.CONNECTED;
    }

    @Override
    public Reach reach(int replica) {
      return reach[replica];
    }

    @Override
    public boolean send(int replica) {
      assertThat(reach[replica]).isEqualTo(Reach.CONNECTED);
      assertThat(inFlight[replica]).as("one request at a time").isFalse();
      assertThat(ends()).as("nothing is sent after the end").isZero();
      if (takesSends) {
        inFlight[replica] = true;
        sent++;
      }
      return takesSends;
    }

    @Override
    public long retryDelayNanos(int attempt, int hintMillis) {
      return (attempt + 1 + hintMillis) * MILLI;
    }

    @Override
    public void rerouted(long epoch) {
      rerouted = epoch;
    }

    @Override
    public void completed() {
      completed++;
    }

    @Override
    public void failed(Failure newFailure) {
      assertThat(failure).isNull();
      failure = newFailure;
    }
  }

  private static QuorumWrite started(Model model, int required) {
    QuorumWrite write = new QuorumWrite(Quorum.of(required, model.reach.length), model);
    write.start(0, new Limits(DEADLINE, 200 * MILLI), EPOCH);
    return write;
  }

  private static Refusal refusal(Reason reason, long epoch) {
    return new Refusal(reason, "because", 0, epoch);
  }

  @Test
  void goesToAllAndEndsWithTheLevel() {
    Model model = new Model(3);
    QuorumWrite write = started(model, 2);
    assertThat(model.sent).isEqualTo(3);
    write.acknowledged(2);
    write.acknowledged(2);
    assertThat(model.completed).as("the same replica counts once").isZero();
    write.acknowledged(0);
    assertThat(model.completed).isOne();
    write.acknowledged(1);
    write.lost(1, 5);
    write.tick(DEADLINE + 1);
    assertThat(model.ends()).isOne();
  }

  @Test
  void waitsForConnectionsThatAreBeingMadeAndSendsNothingBefore() {
    Model model = new Model(3);
    model.reach[0] = Reach.CONNECTING;
    model.reach[1] = Reach.CONNECTING;
    QuorumWrite write = started(model, 2);
    assertThat(model.sent).isZero();
    write.tick(5 * MILLI);
    assertThat(model.ends()).isZero();
    model.reach[1] = Reach.CONNECTED;
    write.tick(10 * MILLI);
    assertThat(model.sent).isEqualTo(2);
    model.reach[0] = Reach.CONNECTED;
    write.tick(15 * MILLI);
    assertThat(model.sent).as("the third is sent when it is there").isEqualTo(3);
  }

  @Test
  void isUnavailableWhenTheLevelCannotBeReached() {
    Model model = new Model(3);
    model.reach[0] = Reach.UNREACHABLE;
    model.reach[1] = Reach.CONNECTING;
    QuorumWrite write = started(model, 2);
    model.reach[1] = Reach.UNREACHABLE;
    write.tick(5 * MILLI);
    assertThat(model.sent).isZero();
    assertThat(model.failure).isNotNull();
    assertThat(model.failure.kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
    assertThat(model.failure.mayHaveTakenEffect()).isFalse();
  }

  @Test
  void aLostConnectionLeavesItInDoubtAndIsTriedAgain() {
    Model model = new Model(3);
    QuorumWrite write = started(model, 2);
    write.acknowledged(0);
    for (int i = 1; i < 3; i++) {
      model.inFlight[i] = false;
      model.reach[i] = Reach.UNREACHABLE;
      write.lost(i, 10);
    }
    model.reach[2] = Reach.CONNECTED;
    write.tick(5 * MILLI);
    assertThat(model.sent).isEqualTo(4);
    model.inFlight[2] = false;
    write.refused(2, 6 * MILLI, refusal(Reason.DISK_FULL, EPOCH));
    write.tick(DEADLINE);
    assertThat(model.failure).isNotNull();
    assertThat(model.failure.kind()).isEqualTo(Failure.Kind.TIMEOUT);
    assertThat(model.failure.mayHaveTakenEffect()).isTrue();
    assertThat(model.failure.message()).contains("1 of 2 needed");
  }

  @Test
  void refusalsForGoodByAllEndItAtOnce() {
    Model model = new Model(3);
    QuorumWrite write = started(model, 2);
    for (int i = 0; i < 3; i++) {
      write.refused(i, 10, refusal(Reason.INVALID, EPOCH));
    }
    assertThat(model.failure).isNotNull();
    assertThat(model.failure.kind()).isEqualTo(Failure.Kind.INVALID);
    assertThat(model.failure.mayHaveTakenEffect()).isFalse();
  }

  @Test
  void refusalsForGoodByTooManyEndItWithTheLastAnswer() {
    for (int last = 0; last < 3; last++) {
      Model model = new Model(3);
      QuorumWrite write = started(model, 2);
      write.refused(0, 10, refusal(Reason.DISK_FULL, EPOCH));
      write.refused(1, 10, refusal(Reason.DISK_FULL, EPOCH));
      assertThat(model.ends()).as("the third may have it").isZero();
      model.inFlight[2] = false;
      switch (last) {
        case 0 -> write.acknowledged(2);
        case 1 -> write.unknown(2, 20, Reason.INTERNAL, "");
        default -> write.lost(2, 20);
      }
      assertThat(model.failure).isNotNull();
      assertThat(model.failure.kind()).isEqualTo(Failure.Kind.REPLICA);
      assertThat(model.failure.mayHaveTakenEffect()).isTrue();
    }
  }

  @Test
  void aNewerMapEndsTheAttempt() {
    Model model = new Model(3);
    QuorumWrite write = started(model, 2);
    write.refused(1, 10, refusal(Reason.STALE_MAP, EPOCH + 2));
    assertThat(model.rerouted).isEqualTo(EPOCH + 2);
    write.acknowledged(0);
    write.acknowledged(2);
    assertThat(model.ends()).isOne();
  }

  @Test
  void aReserveIsCalledWhenATargetFailsOrIsLate() {
    Model model = new Model(3);
    QuorumWrite write = new QuorumWrite(Quorum.majority(3), 0b001, 0b010, model);
    write.start(0, new Limits(DEADLINE, 200 * MILLI), EPOCH);
    assertThat(model.inFlight).containsExactly(false, true, false);
    write.tick(200 * MILLI);
    assertThat(model.inFlight).as("late").containsExactly(false, true, true);
    write.acknowledged(2);
    assertThat(model.completed).isOne();

    Model failing = new Model(3);
    write = new QuorumWrite(Quorum.majority(3), 0b001, 0b010, failing);
    write.start(0, new Limits(DEADLINE, 200 * MILLI), EPOCH);
    failing.inFlight[1] = false;
    failing.reach[1] = Reach.UNREACHABLE;
    write.lost(1, 10);
    assertThat(failing.inFlight[2]).as("failed").isTrue();
  }

  @Test
  void everyInterleavingEndsOnceAndTellsTheTruth() {
    long seed = Seed.of(QuorumWriteTest.class);
    for (int run = 0; run < 30_000; run++) {
      run(new SplittableRandom(seed + run), seed + run);
    }
  }

  private static void run(SplittableRandom random, long seed) {
    int replicas = 1 + random.nextInt(5);
    int required = 1 + random.nextInt(replicas);
    Model model = new Model(replicas);
    for (int i = 0; i < replicas; i++) {
      model.reach[i] = REACHES.get(random.nextInt(4) % 3);
    }
    long now = 0;
    QuorumWrite write = started(model, required);
    while (model.ends() == 0) {
      assertThat(now).as("seed %d ends by its deadline", seed).isLessThanOrEqualTo(DEADLINE);
      step(random, model, write, now);
      if (random.nextInt(3) == 0) {
        long wake = write.wakeNanos(now);
        assertThat(wake).as("seed %d wakes in time", seed).isLessThanOrEqualTo(DEADLINE);
        now = random.nextInt(10) == 0 ? wake : Math.min(wake, now + random.nextInt(5) * MILLI);
        write.tick(now);
      }
      if (random.nextInt(40) == 0) {
        now = Math.min(DEADLINE, now + DEADLINE / 4);
        write.tick(now);
      }
    }
    assertThat(model.ends()).as("seed %d", seed).isOne();
    if (model.completed > 0) {
      assertThat(model.acknowledgements()).as("seed %d", seed).isGreaterThanOrEqualTo(required);
    }
    if (model.failure != null && !model.failure.mayHaveTakenEffect()) {
      assertThat(model.anywhere()).as("seed %d: nothing happened anywhere", seed).isFalse();
    }
    step(random, model, write, now);
    write.tick(now + 1);
    assertThat(model.ends()).as("seed %d: nothing follows the end", seed).isOne();
  }

  /** Something happens to one replica. */
  private static void step(SplittableRandom random, Model model, QuorumWrite write, long now) {
    int replica = random.nextInt(model.reach.length);
    model.takesSends = random.nextInt(20) != 0;
    if (!model.inFlight[replica]) {
      model.reach[replica] = REACHES.get(random.nextInt(3));
      if (model.acknowledged[replica] && random.nextInt(4) == 0) {
        write.acknowledged(replica);
      }
      return;
    }
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        model.inFlight[replica] = false;
        model.acknowledged[replica] = true;
        write.acknowledged(replica);
      }
      case 2 -> {
        model.inFlight[replica] = false;
        model.maybe[replica] = true;
        model.reach[replica] = Reach.UNREACHABLE;
        write.lost(replica, now);
      }
      case 3 -> {
        model.inFlight[replica] = false;
        model.maybe[replica] = true;
        write.unknown(replica, now, Reason.INTERNAL, "");
      }
      case 4 -> {
        Reason reason = REASONS.get(random.nextInt(REASONS.size()));
        model.inFlight[replica] = false;
        write.refused(replica, now, refusal(reason, EPOCH + random.nextInt(20) / 19));
      }
      default -> {
        // The answer is on its way.
      }
    }
  }
}
