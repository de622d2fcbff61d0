// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.type.ScalarType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableKeysTest {
  private static final List<Column> COLUMNS =
      List.of(
          Column.clustering(1, "name", ScalarType.VARCHAR, false),
          Column.clustering(2, "day", ScalarType.INT, true));

  @Test
  void keysAreReadBack() {
    byte[] key = TableKeys.encode(COLUMNS, List.of("a", 5));
    assertThat(TableKeys.decode(COLUMNS, key)).isEqualTo(List.of("a", 5));
  }

  @Test
  void laterDaysOfANameComeFirst() {
    byte[] later = TableKeys.encode(COLUMNS, List.of("a", 6));
    byte[] earlier = TableKeys.encode(COLUMNS, List.of("a", 5));
    byte[] other = TableKeys.encode(COLUMNS, List.of("ab", 9));
    assertThat(Arrays.compareUnsigned(later, earlier)).isNegative();
    assertThat(Arrays.compareUnsigned(earlier, other)).isNegative();
  }

  @Test
  void leadingColumnsAreTheRangeOfAllKeysThatBeginWithThem() {
    ByteRange range = ByteRange.prefix(TableKeys.encode(COLUMNS, List.of("a")));
    assertThat(range.contains(TableKeys.encode(COLUMNS, List.of("a", Integer.MAX_VALUE)))).isTrue();
    assertThat(range.contains(TableKeys.encode(COLUMNS, List.of("a", Integer.MIN_VALUE)))).isTrue();
    assertThat(range.contains(TableKeys.encode(COLUMNS, List.of("a\0", 0)))).isFalse();
    assertThat(range.contains(TableKeys.encode(COLUMNS, List.of("", 0)))).isFalse();
  }

  @Test
  void valuesThatDoNotFitTheColumnsAreRefused() {
    assertRefused("2 key columns", Arrays.asList("a", 1, 2));
    assertRefused("day is INTEGER, but got String", Arrays.asList("a", "b"));
    assertRefused("day is INTEGER, but got null", Arrays.asList("a", null));
    byte[] tooLong = Arrays.copyOf(TableKeys.encode(COLUMNS, List.of("a", 5)), 9);
    assertThatThrownBy(() -> TableKeys.decode(COLUMNS, tooLong))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] prefix = TableKeys.encode(COLUMNS, List.of("a"));
    assertThatThrownBy(() -> TableKeys.decode(COLUMNS, prefix))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesAreFoldedToLowerCase() {
    assertThat(new TableName("Shop", "ORDERS")).isEqualTo(new TableName("shop", "orders"));
    for (String wrong : List.of("", "1a", "a b", "a.b", "\u00E4", "a".repeat(128))) {
      assertThatThrownBy(() -> TableName.identifier(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void tablesFindTheirColumns() {
    Table table =
        new Table(
            1,
            new TableName("shop", "orders"),
            Epoch.FIRST,
            List.of(
                Column.partition(0, "id", ScalarType.BIGINT),
                COLUMNS.get(0),
                COLUMNS.get(1),
                Column.regular(3, "sum", ScalarType.DECIMAL)),
            TableOptions.DEFAULT);
    assertThat(table.column("SUM")).contains(table.columns().get(3));
    assertThat(table.column("none")).isEmpty();
    assertThat(table.partitionKey()).containsExactly(table.columns().get(0));
    assertThat(table.clusteringKey()).isEqualTo(COLUMNS);
    assertThat(table.regularColumns()).containsExactly(table.columns().get(3));
    Schema schema = Schema.of(List.of(), List.of(table), 2);
    assertThat(schema.table(1)).contains(table);
    assertThat(schema.table(new TableName("shop", "orders"))).contains(table);
  }

  private static void assertRefused(String why, List<?> values) {
    assertThatThrownBy(() -> TableKeys.encode(COLUMNS, values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
