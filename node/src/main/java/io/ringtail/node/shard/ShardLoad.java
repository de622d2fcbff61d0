// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.codec.Opcode;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import org.jspecify.annotations.Nullable;

/**
 * A shard's load as its connections need it: what they refuse by the header alone, since refusing
 * must cost little beside serving, and what they tell in each answer. Confined to the shard's loop.
 */
public final class ShardLoad {
  private final int shard;
  private final Serving serving;
  private final Turn turn;
  private final Admission admission;

  ShardLoad(int shard, Serving serving, Turn turn, Admission admission) {
    this.shard = shard;
    this.serving = serving;
    this.turn = turn;
    this.admission = admission;
  }

  /**
   * Why a request that was just received is not begun; null where it may be.
   *
   * @param ageNanos how long it was under way, where turns do not tell that
   */
  public Response.@Nullable Refused objection(FrameHeader request, long ageNanos) {
    long waitedNanos = Math.max(turn.waitedNanos(), ageNanos);
    admission.waited(turn.nowNanos(), waitedNanos);
    if (admission.refuses(request.rank())) {
      return overloaded("shard " + shard + " has more to do than it can");
    }
    long leftMicros = request.timeMicros();
    if (leftMicros != 0 && waitedNanos / 1_000 >= leftMicros && expires(request.opcode())) {
      return overloaded("its time passed while it waited for shard " + shard);
    }
    return null;
  }

  private Response.Refused overloaded(String detail) {
    return new Response.Refused(
        Reason.OVERLOADED, detail, admission.retryAfterMillis(), new Epoch(serving.map().epoch()));
  }

  /** What was decided is noted, and a turn ended, though nobody waits for the answer. */
  private static boolean expires(int opcode) {
    return switch (opcode) {
      case Opcode.READ,
          Opcode.WRITE,
          Opcode.SCAN,
          Opcode.PREPARE,
          Opcode.PROPOSE,
          Opcode.TAKE_TURN ->
          true;
      default -> false;
    };
  }

  /** When bytes came in last. */
  public long nowNanos() {
    return turn.nowNanos();
  }

  /** How many ranks, from the last one on, are refused now. */
  public int ranksRefused() {
    return admission.ranksRefused();
  }

  /** How long what comes now may wait before the shard begins with it. */
  public int waitMicros() {
    return admission.waitMicros();
  }
}
