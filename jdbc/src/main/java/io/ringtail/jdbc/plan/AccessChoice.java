// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import io.ringtail.jdbc.plan.Access.Side;
import io.ringtail.jdbc.plan.Condition.Operator;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the access for a list of conditions.
 *
 * @param rest the conditions that the access does not answer for; they have to be tried on each row
 */
public record AccessChoice(Access access, List<Condition> rest) {

  /** The best access to a table. */
  public static AccessChoice of(Table table, List<Condition> conditions) {
    List<Condition> rest = new ArrayList<>(conditions);
    List<ValueSource> partition = new ArrayList<>();
    for (Column column : table.partitionKey()) {
      ValueSource value = takeEquality(rest, column);
      if (value == null) {
        return new AccessChoice(new Access.Scan(column.name()), List.copyOf(conditions));
      }
      partition.add(value);
    }
    List<ValueSource> clustering = new ArrayList<>();
    for (Column column : table.clusteringKey()) {
      ValueSource value = takeEquality(rest, column);
      if (value == null) {
        Side low = takeSide(rest, column, Operator.GREATER, Operator.GREATER_OR_EQUAL);
        Side high = takeSide(rest, column, Operator.LESS, Operator.LESS_OR_EQUAL);
        return new AccessChoice(
            new Access.Slice(List.copyOf(partition), List.copyOf(clustering), low, high),
            List.copyOf(rest));
      }
      clustering.add(value);
    }
    return new AccessChoice(
        new Access.Point(List.copyOf(partition), List.copyOf(clustering)), List.copyOf(rest));
  }

  private static @Nullable ValueSource takeEquality(List<Condition> conditions, Column column) {
    for (Condition condition : conditions) {
      if (condition.operator() == Operator.EQUAL && condition.column().id() == column.id()) {
        conditions.remove(condition);
        return condition.value();
      }
    }
    return null;
  }

  private static @Nullable Side takeSide(
      List<Condition> conditions, Column column, Operator open, Operator closed) {
    for (Condition condition : conditions) {
      if (condition.column().id() == column.id()
          && (condition.operator() == open || condition.operator() == closed)) {
        conditions.remove(condition);
        return new Side(condition.value(), condition.operator() == closed);
      }
    }
    return null;
  }
}
