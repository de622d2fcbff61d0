// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.consensus;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an acceptor knows of a partition when it promises to accept nothing below a ballot.
 *
 * @param instance the last one committed here; 0 when there was none
 * @param decision what that one decided, where it is known here and either small or asked for
 * @param accepted for {@code instance + 1}; null when there is none
 * @param own the last proposal of the asking writer that is known here to be decided
 * @param purgedBelow timestamp below which deletions may have been forgotten here; whatever is
 *     written on the ground of this promise has to stand above
 * @param content canonical encoding of what was asked for
 */
public record Promise(
    long instance,
    @Nullable Proposal decision,
    @Nullable Proposal accepted,
    Outcome own,
    long purgedBelow,
    byte[] content) {
  /**
   * What became of a writer's proposals.
   *
   * @param instance that decided the writer's last one that was decided; 0 when there is none
   * @param number of that proposal
   * @param forgottenUpTo of instances up to this one it is not known any more whose they were
   */
  public record Outcome(long instance, long number, long forgottenUpTo) {
    /** Nothing was ever decided. */
    public static final Outcome NONE = new Outcome(0, 0, 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Promise promise
        && instance == promise.instance
        && java.util.Objects.equals(decision, promise.decision)
        && java.util.Objects.equals(accepted, promise.accepted)
        && own.equals(promise.own)
        && purgedBelow == promise.purgedBelow
        && Arrays.equals(content, promise.content);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(instance) + Arrays.hashCode(content);
  }
}
