// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.consensus.Evaluation;
import io.ringtail.driver.coordination.Failure;
import io.ringtail.protocol.frame.Rank;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings to its end what others have left open of a partition's conditional writes. */
final class SettleOperation extends ProposerOperation<@Nullable Void> {
  private static final Evaluation<@Nullable Void> NOTHING = new Evaluation<>(null, null);

  private final Completion<@Nullable Void> completion;

  SettleOperation(Aim aim, byte[] key, Completion<@Nullable Void> completion) {
    super(aim, key, true);
    this.completion = completion;
  }

  /** A reader does not stand in line with writers unless they outdo it. */
  @Override
  public boolean isContended() {
    return false;
  }

  /** A read is under way that needs it. */
  @Override
  int drawRank() {
    return Rank.FIRST;
  }

  @Override
  List<ByteRange> slices() {
    return List.of();
  }

  @Override
  public Evaluation<@Nullable Void> evaluate(PartitionData known) {
    return NOTHING;
  }

  @Override
  public void completed(@Nullable Void answer) {
    endTurn();
    if (finish()) {
      completion.completed(null);
    }
  }

  @Override
  public void failed(Failure failure) {
    fail(ErrorMapping.ofRead(failure));
  }

  @Override
  void fail(RingtailException error) {
    endTurn();
    if (finish()) {
      completion.failed(error);
    }
  }
}
