// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What replicas have answered to a read, by replica. Some were asked for their data, others for a
 * digest of it: one that is of data that is known is taken for that data, and one that is not says
 * as much as no answer. Confined to its caller's thread.
 *
 * @param <A> what a replica answers
 */
final class Answers<A> {
  private final Reconciler<A, ?> reconciler;
  private final @Nullable A[] answers;
  private int answered;

  /** Replicas that were asked for data, or whose digest is of known data; as bits. */
  private int whole;

  /**
   * No answers.
   *
   * @param answers an empty array with a place for each replica
   */
  Answers(Reconciler<A, ?> reconciler, @Nullable A[] answers) {
    this.reconciler = reconciler;
    this.answers = answers;
  }

  /** A replica is asked, and has not answered. */
  void asked(int replica, boolean digest) {
    int bit = 1 << replica;
    whole = digest ? whole & ~bit : whole | bit;
  }

  void add(int replica, A answer) {
    answers[replica] = answer;
    answered |= 1 << replica;
  }

  /** Takes digests for the answers that they are of, and drops the others; returns whose. */
  int dropUnknown() {
    int unknown = 0;
    for (int left = answered & ~whole; left != 0; left &= left - 1) {
      int replica = Integer.numberOfTrailingZeros(left);
      A answer = ofDigest(Objects.requireNonNull(answers[replica]));
      answers[replica] = answer;
      if (answer == null) {
        unknown |= 1 << replica;
      } else {
        whole |= 1 << replica;
      }
    }
    answered &= ~unknown;
    return unknown;
  }

  private @Nullable A ofDigest(A digest) {
    for (int left = answered & whole; left != 0; left &= left - 1) {
      A other = Objects.requireNonNull(answers[Integer.numberOfTrailingZeros(left)]);
      A answer = reconciler.ofDigest(digest, other);
      if (answer != null) {
        return answer;
      }
    }
    return null;
  }

  /** Those who have answered, as bits. */
  int replicas() {
    return answered;
  }

  /** Whether the data of any is known, or asked for and under way. */
  boolean anyWhole(int inFlight) {
    return (whole & (answered | inFlight)) != 0;
  }

  /** Null where there is none. */
  @Nullable A[] byReplica() {
    return answers;
  }
}
