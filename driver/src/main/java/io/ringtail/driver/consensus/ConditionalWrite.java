// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.consensus;

import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done to one partition, depending on what is there. Immutable.
 *
 * @param <A> the answer to whoever asked
 */
public interface ConditionalWrite<A extends @Nullable Object> {
  /** The clustering keys that it looks at and writes; disjoint, ascending. */
  List<ByteRange> slices();

  /**
   * What it makes of what is there. Pure, quick, and evaluated as often as others come in between;
   * what it throws goes to whoever asked, and nothing is written.
   *
   * @param known the slices, and perhaps more, as they are at the moment
   * @param nowMillis the moment, for what expires
   */
  Evaluation<A> evaluate(PartitionData known, long nowMillis);
}
