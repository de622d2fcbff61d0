// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import io.ringtail.driver.consensus.Evaluation;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.coordination.Quorum;
import io.ringtail.driver.coordination.QuorumRead;
import io.ringtail.driver.coordination.QuorumWrite;
import io.ringtail.driver.coordination.Reach;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A quorum read of an operation. Where it meets what may be half decided it settles that first, and
 * begins anew, as a lane's read does.
 */
final class Reading implements QuorumRead.Effects<List<PartitionResult>> {
  private static final Evaluation<@Nullable Void> NOTHING = new Evaluation<>(null, null);

  private final Operation owner;
  private final ConsensusModel model;
  private final int cells;
  private final int required;
  private final Consumer<PartitionData> done;
  private final Consumer<Failure> failed;
  private @Nullable QuorumRead<Response.ReadDone, List<PartitionResult>> machine;
  private @Nullable Settling settling;

  /** Whether the read was made anew since conditional writes seemed to be half done. */
  private boolean asksAgain;

  Reading(
      Operation owner,
      int cells,
      int required,
      Consumer<PartitionData> done,
      Consumer<Failure> failed) {
    this.owner = owner;
    this.model = owner.model;
    this.cells = cells;
    this.required = required;
    this.done = done;
    this.failed = failed;
  }

  void start() {
    settling = null;
    QuorumRead<Response.ReadDone, List<PartitionResult>> read =
        new QuorumRead<>(
            Quorum.of(required, model.replicas()),
            IntStream.range(0, model.replicas()).toArray(),
            model.parts().reconciler(model.layout().read(cells)),
            this,
            new Response.ReadDone[model.replicas()]);
    machine = read;
    read.start(model.nowNanos(), owner.limits, owner.epoch, model.mayDigest && !asksAgain);
  }

  long wakeNanos() {
    Settling settles = settling;
    return settles != null ? settles.wakeNanos() : machine().wakeNanos(model.nowNanos());
  }

  void tick() {
    Settling settles = settling;
    if (settles != null) {
      settles.tick();
    } else {
      machine().tick(model.nowNanos());
    }
  }

  void answered(int index, Message.Answer answer) {
    Settling settles = settling;
    long now = model.nowNanos();
    if (settles != null) {
      settles.answered(index, answer);
    } else if (answer.isRepair()) {
      repaired(machine().repair(), index, answer);
    } else if (answer.response() != null) {
      machine().answered(index, (Response.ReadDone) answer.response(), now);
    } else if (answer.refusal() != null) {
      machine().refused(index, now, Operation.refusal(answer));
    } else {
      machine().unknown(index, now, Reason.INTERNAL, "confused");
    }
  }

  private void repaired(@Nullable QuorumWrite repair, int index, Message.Answer answer) {
    if (repair == null) {
      return;
    }
    if (answer.response() != null) {
      repair.acknowledged(index);
    } else if (answer.refusal() != null) {
      repair.refused(index, model.nowNanos(), Operation.refusal(answer));
    } else {
      repair.unknown(index, model.nowNanos(), Reason.INTERNAL, "confused");
    }
  }

  void lost(int index, boolean isRepair) {
    Settling settles = settling;
    long now = model.nowNanos();
    if (settles != null) {
      settles.lost(index);
    } else if (!isRepair) {
      machine().lost(index, now);
    } else {
      QuorumWrite repair = machine().repair();
      if (repair != null) {
        repair.lost(index, now);
      }
    }
  }

  private QuorumRead<Response.ReadDone, List<PartitionResult>> machine() {
    return Objects.requireNonNull(machine);
  }

  @Override
  public Reach reach(int index) {
    return owner.reach(index);
  }

  @Override
  public boolean ask(int index, boolean digest) {
    return owner.send(index, new Message.Read(cells, digest));
  }

  @Override
  public void digestDiffers(int index) {}

  @Override
  public boolean writeBack(int index, List<Mutation> mutations) {
    // Decoding is what a replica does; it checks that the bytes are canonical.
    PartitionData lacks = PartitionCodec.decode(mutations.getFirst().content());
    return owner.send(index, new Message.Write(lacks, true));
  }

  @Override
  public long retryDelayNanos(int attempt, int hintMillis) {
    return Operation.RETRY_NANOS;
  }

  @Override
  public boolean maySpeculate() {
    return false;
  }

  @Override
  public void speculated(int replica) {}

  @Override
  public void speculationWon(int replica) {}

  @Override
  public void unneeded(int replica) {}

  @Override
  public void unsettled(List<byte[]> keys, int behind) {
    owner.forgetRequests();
    if (!asksAgain) {
      asksAgain = true;
      start();
      return;
    }
    Settling settles = new Settling();
    settling = settles;
    settles.start();
  }

  @Override
  public void rerouted(long newEpoch) {
    owner.epoch = newEpoch;
    owner.forgetRequests();
    start();
  }

  @Override
  public void completed(List<PartitionResult> results) {
    done.accept(results.getFirst().data());
  }

  @Override
  public void failed(Failure failure) {
    failed.accept(failure);
  }

  /** Brings to its end what others have left open. */
  private final class Settling extends Proposing<@Nullable Void> {
    Settling() {
      super(owner, 0, true);
    }

    @Override
    public Evaluation<@Nullable Void> evaluate(PartitionData known) {
      return NOTHING;
    }

    @Override
    public void completed(@Nullable Void answer) {
      owner.forgetRequests();
      Reading.this.start();
    }

    @Override
    public void failed(Failure failure) {
      failed.accept(failure);
    }
  }
}
