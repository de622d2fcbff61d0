// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.driver.coordination.PartitionReconciler.Differences;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges the answers to one page of a scan. Replicas may cut a page at different places: only what
 * lies before the first of these cuts is known from all of them, and the next page begins there.
 * Pure.
 */
public final class ScanReconciler implements Question<Response.ScanDone, ScanPage> {
  private final Request.Scan scan;
  private final int tellers;

  /**
   * A reconciler.
   *
   * @param tellers replicas, as bits, among whose answers what conditional writes have decided can
   *     be told
   */
  public ScanReconciler(Request.Scan scan, int tellers) {
    this.scan = scan;
    this.tellers = tellers;
  }

  @Override
  public Request request() {
    return scan;
  }

  @Override
  public ScanReconciler ofTable(int tableId) {
    return new ScanReconciler(scan.ofTable(tableId), tellers);
  }

  @Override
  public ScanReconciler toldBy(int others) {
    return others == tellers ? this : new ScanReconciler(scan, others);
  }

  @Override
  public Reconciled<ScanPage> reconcile(Response.@Nullable ScanDone[] answers) {
    ScanPosition cut = firstCut(answers);
    int[] at = new int[answers.length];
    List<ScanPage.Partition> partitions = new ArrayList<>();
    List<byte[]> unsettled = new ArrayList<>();
    int behind = 0;
    Differences differences = null;
    for (byte[] key = leastKey(answers, at); key != null; key = leastKey(answers, at)) {
      long token = Token.hash(key);
      if (cut != null && !isBefore(token, key, cut)) {
        break;
      }
      @Nullable PartitionAnswer[] told = take(answers, at, key);
      Unsettled state = state(answers, told);
      if (tellers != NOBODY_TELLS && state.isOpen()) {
        unsettled.add(key);
        behind |= behind(answers, told, state);
      }
      ByteRange part = partOf(key, cut);
      byte[] agreed = part == null ? agreed(answers, told) : null;
      if (agreed != null) {
        partitions.add(new ScanPage.Partition(key, token, PartitionCodec.decode(agreed)));
      } else {
        differences = differences == null ? new Differences(answers.length) : differences;
        PartitionData merged = merge(answers, told, part, key, differences);
        partitions.add(new ScanPage.Partition(key, token, merged));
      }
    }
    if (!unsettled.isEmpty()) {
      return Reconciled.unsettled(unsettled, behind);
    }
    ScanPage page = new ScanPage(partitions, cut);
    if (differences == null || differences.whole().isEmpty()) {
      return Reconciled.agreed(page);
    }
    return !differences.fitIntoFrames()
        ? Reconciled.failed(PartitionReconciler.TOO_LARGE)
        : Reconciled.differing(page, differences.missing(), differences.whole());
  }

  private PartitionData merge(
      Response.@Nullable ScanDone[] answers,
      @Nullable PartitionAnswer[] told,
      @Nullable ByteRange part,
      byte[] key,
      Differences differences) {
    @Nullable PartitionData[] known = new PartitionData[answers.length];
    PartitionData merged = PartitionData.EMPTY;
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] != null) {
        PartitionAnswer own = told[i];
        PartitionData data =
            own == null ? PartitionData.EMPTY : PartitionCodec.decode(own.content());
        PartitionData kept = part == null ? data : PartitionCut.to(part, data);
        known[i] = kept;
        merged = Merge.partitions(merged, kept);
      }
    }
    differences.add(scan.tableId(), key, known, merged);
    return merged;
  }

  /** The range of clustering keys that a page speaks of, where that is not the whole partition. */
  private static @Nullable ByteRange partOf(byte[] key, @Nullable ScanPosition cut) {
    return cut != null && Arrays.equals(key, cut.key())
        ? new ByteRange(new byte[0], cut.clustering())
        : null;
  }

  /** The first place at which any replica cut the page; null when all came to the end. */
  private static @Nullable ScanPosition firstCut(Response.@Nullable ScanDone[] answers) {
    ScanPosition cut = null;
    for (Response.ScanDone answer : answers) {
      ScanPosition next = answer == null ? null : answer.next();
      if (next != null && (cut == null || compare(next, cut) < 0)) {
        cut = next;
      }
    }
    return cut;
  }

  private static int compare(ScanPosition a, ScanPosition b) {
    int byToken = Long.compareUnsigned(a.token(), b.token());
    if (byToken != 0) {
      return byToken;
    }
    int byKey = Arrays.compareUnsigned(a.key(), b.key());
    return byKey != 0 ? byKey : Arrays.compareUnsigned(a.clustering(), b.clustering());
  }

  /** Whether a partition, or its beginning, lies before a cut. */
  private static boolean isBefore(long token, byte[] key, ScanPosition cut) {
    int byToken = Long.compareUnsigned(token, cut.token());
    if (byToken != 0) {
      return byToken < 0;
    }
    int byKey = Arrays.compareUnsigned(key, cut.key());
    return byKey < 0 || (byKey == 0 && cut.clustering().length > 0);
  }

  /** The least key in token order among the next entries; null when all are used up. */
  private static byte @Nullable [] leastKey(Response.@Nullable ScanDone[] answers, int[] at) {
    byte[] least = null;
    for (int i = 0; i < answers.length; i++) {
      Response.ScanDone answer = answers[i];
      if (answer != null && at[i] < answer.entries().size()) {
        byte[] key = answer.entries().get(at[i]).key();
        if (least == null || (!Arrays.equals(key, least) && compareKeys(key, least) < 0)) {
          least = key;
        }
      }
    }
    return least;
  }

  private static int compareKeys(byte[] a, byte[] b) {
    int byToken = Long.compareUnsigned(Token.hash(a), Token.hash(b));
    return byToken != 0 ? byToken : Arrays.compareUnsigned(a, b);
  }

  /** Takes a partition off all answers: by replica what it tells of it, null where nothing. */
  private static @Nullable PartitionAnswer[] take(
      Response.@Nullable ScanDone[] answers, int[] at, byte[] key) {
    @Nullable PartitionAnswer[] told = new PartitionAnswer[answers.length];
    for (int i = 0; i < answers.length; i++) {
      Response.ScanDone answer = answers[i];
      if (answer != null
          && at[i] < answer.entries().size()
          && Arrays.equals(answer.entries().get(at[i]).key(), key)) {
        told[i] = answer.entries().get(at[i]++).answer();
      }
    }
    return told;
  }

  private Unsettled state(Response.@Nullable ScanDone[] answers, @Nullable PartitionAnswer[] told) {
    Unsettled state = new Unsettled();
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] != null && (tellers & 1 << i) != 0) {
        state.add(consensus(told[i]));
      } else if (answers[i] != null) {
        state.addTold(consensus(told[i]));
      }
    }
    return state;
  }

  private int behind(
      Response.@Nullable ScanDone[] answers, @Nullable PartitionAnswer[] told, Unsettled state) {
    int behind = 0;
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] != null && (tellers & 1 << i) != 0 && state.isBehind(consensus(told[i]))) {
        behind |= 1 << i;
      }
    }
    return behind;
  }

  /** Who does not tell of a partition has seen nothing decided in it. */
  private static ConsensusState consensus(@Nullable PartitionAnswer told) {
    return told == null ? ConsensusState.NONE : told.consensus();
  }

  /** The content that all replicas gave; null when they differ. */
  private static byte @Nullable [] agreed(
      Response.@Nullable ScanDone[] answers, @Nullable PartitionAnswer[] told) {
    byte[] first = null;
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] != null) {
        PartitionAnswer own = told[i];
        if (own == null || (first != null && !Arrays.equals(first, own.content()))) {
          return null;
        }
        first = own.content();
      }
    }
    return first;
  }
}
