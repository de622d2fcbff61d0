// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.Decision;
import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.consensus.ConditionalWrite;
import io.ringtail.driver.consensus.Evaluation;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.schema.Column;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A function's decision over the value of a table that is seen as a map. Immutable.
 *
 * @param <A> the answer
 */
record ValueWrite<V, A extends @Nullable Object>(
    TableView table,
    Column column,
    Class<V> valueClass,
    Function<@Nullable V, Decision<V, A>> function)
    implements ConditionalWrite<A> {
  private static final List<ByteRange> ALL = List.of(ByteRange.ALL);

  @Override
  public List<ByteRange> slices() {
    return ALL;
  }

  @Override
  public Evaluation<A> evaluate(PartitionData known, long nowMillis) {
    byte[] bytes = Projection.value(known, column.id(), nowMillis);
    V now = bytes == null ? null : valueClass.cast(column.type().decodeValue(bytes));
    Decision<V, A> decision = function.apply(now);
    return switch (decision.kind()) {
      case KEEP -> new Evaluation<>(null, decision.answer());
      case SET -> new Evaluation<>(set(known, decision, nowMillis), decision.answer());
      case REMOVE -> new Evaluation<>(RowChange.deletion(known), decision.answer());
    };
  }

  private PartitionData set(PartitionData known, Decision<V, A> decision, long nowMillis) {
    V value = decision.value();
    if (value == null) {
      throw new RingtailException.InvalidRequest("a value has to be there; decide to remove it");
    }
    return RowChange.cell(
        known,
        column.id(),
        RowEncoder.value(column, value),
        RowEncoder.expiryMillis(table, decision.ttl(), nowMillis));
  }
}
