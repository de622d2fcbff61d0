// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.consensus;

import io.ringtail.driver.coordination.PartitionCut;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conditional write that takes effect where slices are, to the byte, what somebody saw of them:
 * what any function can be made of that is evaluated elsewhere. Immutable.
 */
public final class ExpectedWrite implements ConditionalWrite<Response.Decided> {
  private final List<ByteRange> slices;
  private final byte @Nullable [] expected;
  private final byte[] content;

  /**
   * A write.
   *
   * @param slices disjoint, ascending
   * @param expected an earlier answer's {@link Response.Decided#known}; null for no write, but the
   *     question what is there
   * @param content what is written, an encoded partition
   */
  public ExpectedWrite(List<ByteRange> slices, byte @Nullable [] expected, byte[] content) {
    this.slices = slices;
    this.expected = expected;
    this.content = content;
  }

  @Override
  public List<ByteRange> slices() {
    return slices;
  }

  @Override
  public Evaluation<Response.Decided> evaluate(PartitionData known, long nowMillis) {
    PartitionData seen = PartitionData.EMPTY;
    for (ByteRange slice : slices) {
      seen = Merge.partitions(seen, PartitionCut.to(slice, known));
    }
    byte[] there = PartitionCodec.encode(seen);
    boolean applied = Arrays.equals(there, expected);
    return new Evaluation<>(
        applied ? PartitionCodec.decode(content) : null, new Response.Decided(applied, there));
  }
}
