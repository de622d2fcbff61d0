// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Version;
import java.util.List;
import org.junit.jupiter.api.Test;

class RangeMergeTest {
  private static final Version V1 = new Version(1, 0, 0);
  private static final Version V2 = new Version(2, 0, 0);

  @Test
  void overlapIsCutAndTheGreaterVersionKept() {
    assertThat(RangeMerge.merge(List.of(range(1, 5, V1)), List.of(range(3, 8, V2)), null))
        .containsExactly(range(1, 3, V1), range(3, 8, V2));
    assertThat(RangeMerge.merge(List.of(range(1, 9, V1)), List.of(range(3, 5, V2)), null))
        .containsExactly(range(1, 3, V1), range(3, 5, V2), range(5, 9, V1));
  }

  @Test
  void neighboursOfOneVersionAreJoined() {
    assertThat(RangeMerge.merge(List.of(range(1, 3, V1)), List.of(range(3, 5, V1)), null))
        .containsExactly(range(1, 5, V1));
    RangeTombstone open = new RangeTombstone(new ByteRange(new byte[] {3}, null), V1);
    assertThat(RangeMerge.merge(List.of(range(1, 3, V1)), List.of(open), null))
        .containsExactly(new RangeTombstone(new ByteRange(new byte[] {1}, null), V1));
  }

  @Test
  void gapsStay() {
    assertThat(RangeMerge.merge(List.of(range(1, 2, V1)), List.of(range(3, 4, V1)), null))
        .containsExactly(range(1, 2, V1), range(3, 4, V1));
  }

  @Test
  void whatThePartitionsDeletionShadowsIsDropped() {
    assertThat(RangeMerge.merge(List.of(range(1, 5, V1)), List.of(range(3, 8, V2)), V1))
        .containsExactly(range(3, 8, V2));
    assertThat(RangeMerge.merge(List.of(range(1, 5, V1)), List.of(), V2)).isEmpty();
  }

  @Test
  void coveringFindsTheRangeOfAKey() {
    List<RangeTombstone> ranges = List.of(range(1, 3, V1), range(5, 7, V2));
    assertThat(RangeMerge.covering(ranges, new byte[] {1})).isEqualTo(V1);
    assertThat(RangeMerge.covering(ranges, new byte[] {2, 9})).isEqualTo(V1);
    assertThat(RangeMerge.covering(ranges, new byte[] {3})).isNull();
    assertThat(RangeMerge.covering(ranges, new byte[] {6})).isEqualTo(V2);
    assertThat(RangeMerge.covering(ranges, new byte[] {7})).isNull();
    assertThat(RangeMerge.covering(ranges, new byte[0])).isNull();
  }

  private static RangeTombstone range(int start, int end, Version version) {
    return new RangeTombstone(
        new ByteRange(new byte[] {(byte) start}, new byte[] {(byte) end}), version);
  }
}
