// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.tck.exploration.Exploration;
import io.ringtail.tck.exploration.Finding;
import io.ringtail.tck.exploration.Strategy;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each law that a merge may break is seen to be broken. */
class WorseMergeTest {
  static List<Arguments> merges() {
    BinaryOperator<PartitionData> forgetsRanges =
        (a, b) -> {
          PartitionData right = Merge.partitions(a, b);
          return new PartitionData(right.deletion(), List.of(), right.rows());
        };
    BinaryOperator<PartitionData> concatenatesRanges =
        (a, b) -> {
          PartitionData right = Merge.partitions(a, b);
          return a.ranges().isEmpty() || b.ranges().isEmpty()
              ? right
              : new PartitionData(right.deletion(), a.ranges(), right.rows());
        };
    BinaryOperator<PartitionData> keepsItsOwnRow =
        (a, b) ->
            a.rows().size() == 1 && b.rows().size() == 1 && a.ranges().isEmpty()
                ? new PartitionData(Merge.partitions(a, b).deletion(), List.of(), a.rows())
                : Merge.partitions(a, b);
    return List.of(
        Arguments.of(forgetsRanges),
        Arguments.of(concatenatesRanges),
        Arguments.of(keepsItsOwnRow));
  }

  @ParameterizedTest
  @MethodSource("merges")
  void isFound(BinaryOperator<PartitionData> merge) {
    Finding finding =
        new Exploration(
                new MergeModel(merge, 1),
                new Strategy.Exhaustive(Set.of(), 0, 0),
                0,
                Long.MAX_VALUE,
                () -> 0)
            .run()
            .finding();
    System.out.println(finding);
    assertThat(finding).isNotNull();
  }
}
