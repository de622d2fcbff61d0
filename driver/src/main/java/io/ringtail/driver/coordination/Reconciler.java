// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.row.Mutation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the answers of enough replicas into one. Pure.
 *
 * @param <A> what a replica answers
 * @param <R> what they say together
 */
public interface Reconciler<A, R> {
  /** So few replicas answer that it cannot be told what conditional writes have decided. */
  int NOBODY_TELLS = 0;

  /** All replicas have their part in deciding conditional writes. */
  int ALL_TELL = -1;

  /**
   * Compares answers.
   *
   * @param answers by replica; null where there is none
   */
  Reconciled<R> reconcile(@Nullable A[] answers);

  /**
   * The answer that a replica would have given in full, of which it gave a digest; null where that
   * is of other data than {@code whole}.
   *
   * @param whole an answer in full by another replica
   */
  default @Nullable A ofDigest(A digest, A whole) {
    return null;
  }

  /** The same of data alone, whatever conditional writes may be half done. */
  default Reconciler<A, R> ofData() {
    return this;
  }

  /**
   * What the answers say together, and who has to learn of it.
   *
   * @param missing by replica that answered, what it does not have; an empty list where it has
   *     everything, and where it did not answer; null when all of them agree
   * @param differing all that the answers differed in, whole: what a replica needs that did not
   *     answer
   * @param unsettled keys of partitions of which a conditional write may be half done: it has to be
   *     settled before there is a result
   * @param behind replicas, as bits, that are more than one instance behind another in one of these
   * @param failure why there is no result; null when there is one
   */
  record Reconciled<R>(
      @Nullable R result,
      @Nullable List<List<Mutation>> missing,
      List<Mutation> differing,
      List<byte[]> unsettled,
      int behind,
      @Nullable Failure failure) {
    static <R> Reconciled<R> agreed(R result) {
      return new Reconciled<>(result, null, List.of(), List.of(), 0, null);
    }

    static <R> Reconciled<R> failed(Failure failure) {
      return new Reconciled<>(null, null, List.of(), List.of(), 0, failure);
    }

    static <R> Reconciled<R> differing(
        R result, List<List<Mutation>> missing, List<Mutation> differing) {
      return new Reconciled<>(result, missing, differing, List.of(), 0, null);
    }

    static <R> Reconciled<R> unsettled(List<byte[]> keys, int behind) {
      return new Reconciled<>(null, null, List.of(), keys, behind, null);
    }
  }
}
