// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Keeping the first rows, against sorting all of them. */
final class TopRowsTest {
  private record Item(int key, int number) {}

  @Test
  void keepsWhatAStableSortWouldPutFirst() throws SQLException {
    long seed = Long.getLong("ringtail.seed", System.nanoTime());
    System.out.println("TopRowsTest -Dringtail.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      List<Item> items = new ArrayList<>();
      for (int i = random.nextInt(50); i > 0; i--) {
        items.add(new Item(random.nextInt(10), items.size()));
      }
      long keep = random.nextInt(3) == 0 ? Long.MAX_VALUE : random.nextInt(60);
      TopRows<Item> top = new TopRows<>(Comparator.comparingInt(Item::key), keep);
      for (Item item : items) {
        top.add(item);
      }
      List<Item> expected =
          items.stream().sorted(Comparator.comparingInt(Item::key)).limit(keep).toList();
      assertThat(top.sorted()).isEqualTo(expected);
    }
  }
}
