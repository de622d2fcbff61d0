// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares and merges the answers to a read of slices of partitions. Pure. */
public final class PartitionReconciler
    implements Question<Response.ReadDone, List<PartitionResult>> {
  /** Said of what could not be written back at once; a read of fewer rows can. */
  static final Failure TOO_LARGE =
      new Failure(
          Failure.Kind.INVALID,
          "the replicas differ in more than fits into a frame: ask for less at once",
          false);

  private final Request.Read read;
  private final int tellers;

  /**
   * A reconciler.
   *
   * @param tellers replicas, as bits, among whose answers what conditional writes have decided can
   *     be told
   */
  public PartitionReconciler(Request.Read read, int tellers) {
    this.read = read;
    this.tellers = tellers;
  }

  @Override
  public Request request() {
    return read;
  }

  @Override
  public Request digestRequest() {
    return read.ofDigests();
  }

  @Override
  public PartitionReconciler ofTable(int tableId) {
    return new PartitionReconciler(read.ofTable(tableId), tellers);
  }

  @Override
  public PartitionReconciler toldBy(int others) {
    return others == tellers ? this : new PartitionReconciler(read, others);
  }

  @Override
  public Reconciled<List<PartitionResult>> reconcile(Response.@Nullable ReadDone[] answers) {
    int keys = read.keys().size();
    for (Response.ReadDone answer : answers) {
      if (answer != null && answer.partitions().size() != keys) {
        return Reconciled.failed(
            new Failure(
                Failure.Kind.REPLICA,
                "a replica answered for "
                    + answer.partitions().size()
                    + " partitions where "
                    + keys
                    + " were asked for",
                false));
      }
    }
    Reconciled<List<PartitionResult>> unsettled =
        tellers == NOBODY_TELLS ? null : unsettled(answers, keys);
    if (unsettled != null) {
      return unsettled;
    }
    if (keys == 1) {
      PartitionAnswer first = agreed(answers, 0);
      if (first != null) {
        return Reconciled.agreed(
            List.of(new PartitionResult(PartitionCodec.decode(first.content()), first.covered())));
      }
    }
    return merge(answers, keys);
  }

  /** How far conditional writes are is the replica's own word, and no part of the digest. */
  @Override
  public Response.@Nullable ReadDone ofDigest(Response.ReadDone digest, Response.ReadDone whole) {
    List<PartitionAnswer> own = digest.partitions();
    List<PartitionAnswer> known = whole.partitions();
    if (own.size() != known.size()) {
      return null;
    }
    List<PartitionAnswer> answers = new ArrayList<>(own.size());
    for (int key = 0; key < own.size(); key++) {
      PartitionAnswer told = own.get(key);
      byte[] content = known.get(key).content();
      if (!Arrays.equals(told.covered(), known.get(key).covered())
          || !Arrays.equals(told.content(), PartitionCodec.digest(content))) {
        return null;
      }
      answers.add(new PartitionAnswer(told.consensus(), content, told.covered()));
    }
    return new Response.ReadDone(answers);
  }

  /** What has to be settled first; null when nothing has. */
  private @Nullable Reconciled<List<PartitionResult>> unsettled(
      Response.@Nullable ReadDone[] answers, int keys) {
    List<byte[]> unsettled = null;
    int behind = 0;
    for (int key = 0; key < keys; key++) {
      Unsettled state = new Unsettled();
      for (int i = 0; i < answers.length; i++) {
        Response.ReadDone answer = answers[i];
        if (answer != null) {
          add(state, i, answer.partitions().get(key).consensus());
        }
      }
      if (state.isOpen()) {
        unsettled = unsettled == null ? new ArrayList<>() : unsettled;
        unsettled.add(read.keys().get(key));
        for (int i = 0; i < answers.length; i++) {
          Response.ReadDone answer = answers[i];
          if (answer != null
              && (tellers & 1 << i) != 0
              && state.isBehind(answer.partitions().get(key).consensus())) {
            behind |= 1 << i;
          }
        }
      }
    }
    return unsettled == null ? null : Reconciled.unsettled(unsettled, behind);
  }

  private void add(Unsettled state, int replica, ConsensusState told) {
    if ((tellers & 1 << replica) != 0) {
      state.add(told);
    } else {
      state.addTold(told);
    }
  }

  private Reconciled<List<PartitionResult>> merge(Response.@Nullable ReadDone[] answers, int keys) {
    List<PartitionResult> results = new ArrayList<>(keys);
    Differences differences = null;
    for (int key = 0; key < keys; key++) {
      PartitionAnswer first = agreed(answers, key);
      if (first != null) {
        results.add(new PartitionResult(PartitionCodec.decode(first.content()), first.covered()));
        continue;
      }
      differences = differences == null ? new Differences(answers.length) : differences;
      results.add(mergeOne(answers, key, differences));
    }
    if (differences == null) {
      return Reconciled.agreed(results);
    }
    return differences.fitIntoFrames()
        ? Reconciled.differing(results, differences.missing(), differences.whole())
        : Reconciled.failed(TOO_LARGE);
  }

  private PartitionResult mergeOne(
      Response.@Nullable ReadDone[] answers, int key, Differences differences) {
    byte[] cut = null;
    for (Response.ReadDone answer : answers) {
      byte[] covered = answer == null ? null : answer.partitions().get(key).covered();
      if (covered != null && (cut == null || isLess(covered, cut) != read.reverse())) {
        cut = covered;
      }
    }
    ByteRange common =
        cut == null
            ? read.slice()
            : read.reverse()
                ? new ByteRange(cut, read.slice().end())
                : new ByteRange(read.slice().start(), cut);
    @Nullable PartitionData[] known = new PartitionData[answers.length];
    PartitionData merged = null;
    for (int i = 0; i < answers.length; i++) {
      Response.ReadDone answer = answers[i];
      if (answer != null) {
        PartitionData data = PartitionCodec.decode(answer.partitions().get(key).content());
        PartitionData kept = cut == null ? data : PartitionCut.to(common, data);
        known[i] = kept;
        merged = merged == null ? kept : Merge.partitions(merged, kept);
      }
    }
    PartitionData together = merged == null ? PartitionData.EMPTY : merged;
    differences.add(read.tableId(), read.keys().get(key), known, together);
    return new PartitionResult(together, cut);
  }

  /** The answer that all replicas gave for a key; null when they differ. */
  private static @Nullable PartitionAnswer agreed(Response.@Nullable ReadDone[] answers, int key) {
    PartitionAnswer first = null;
    for (Response.ReadDone answer : answers) {
      if (answer != null) {
        PartitionAnswer partition = answer.partitions().get(key);
        if (first == null) {
          first = partition;
        } else if (!Arrays.equals(first.content(), partition.content())
            || !Arrays.equals(first.covered(), partition.covered())) {
          return null;
        }
      }
    }
    return first;
  }

  private static boolean isLess(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b) < 0;
  }

  /** Collects what each replica lacks, and all of what any lacks. */
  static final class Differences {
    /** Most bytes of a write-back, beside a frame's headers. */
    private static final int BYTES_MAX = 15 << 20;

    /** What a mutation takes beside its key and content, about. */
    private static final int MUTATION_BYTES = 16;

    private final List<List<Mutation>> missing;
    private final List<Mutation> whole = new ArrayList<>();
    private long wholeBytes;

    Differences(int replicas) {
      missing = new ArrayList<>(replicas);
      for (int i = 0; i < replicas; i++) {
        missing.add(new ArrayList<>());
      }
    }

    /** Adds a partition, as each replica that answered knows it, and as they do together. */
    void add(int tableId, byte[] key, @Nullable PartitionData[] known, PartitionData merged) {
      boolean differs = false;
      for (int i = 0; i < known.length; i++) {
        PartitionData data = known[i];
        if (data != null) {
          PartitionData lacks = PartitionCut.missing(data, merged);
          if (!lacks.isEmpty()) {
            missing.get(i).add(new Mutation(tableId, key, PartitionCodec.encode(lacks)));
            differs = true;
          }
        }
      }
      if (differs) {
        byte[] content = PartitionCodec.encode(merged);
        whole.add(new Mutation(tableId, key, content));
        wholeBytes += key.length + content.length + MUTATION_BYTES;
      }
    }

    /** Whether all that any replica lacks can be sent at once; what one lacks is a part of it. */
    boolean fitIntoFrames() {
      return wholeBytes <= BYTES_MAX;
    }

    List<List<Mutation>> missing() {
      return missing;
    }

    List<Mutation> whole() {
      return whole;
    }
  }
}
