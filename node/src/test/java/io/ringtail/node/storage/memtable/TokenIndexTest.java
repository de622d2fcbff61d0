// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** The memtable's two indexes against a tree. */
class TokenIndexTest {
  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private static byte[] key(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  @Test
  void uniformTokensAreFoundAndWalkedInOrder() {
    check(50_000, token -> token);
  }

  @Test
  void tokensOfFewVnodesAreFoundAndWalkedInOrder() {
    check(20_000, token -> (token >>> 12) | (0x5A5L << 52));
  }

  @Test
  void tokensThatDifferInTheirLowerHalvesOnlyAreFoundAndWalkedInOrder() {
    check(2_000, token -> token >>> 32);
    check(2_000, token -> token & 0x8000_0001_FFFF_FFFFL);
  }

  @Test
  void equalTokensAreToldApartByKey() {
    check(2_000, token -> token & 0xFF);
  }

  private void check(int count, LongUnaryOperator shape) {
    System.out.println("TokenIndexTest: -Dringtail.seed=" + seed);
    Slab slab = new Slab(new ChunkPool(0));
    List<Long> tokens = new ArrayList<>();
    TokenIndex index =
        new TokenIndex(slab, (key, length) -> tokens.get(ByteBuffer.wrap(key).getInt()));
    NavigableMap<Long, NavigableMap<byte[], Integer>> model = new TreeMap<>(Long::compareUnsigned);
    for (int i = 0; i < count; i++) {
      long token = shape.applyAsLong(random.nextLong());
      tokens.add(token);
      byte[] key = key(i);
      int reference = slab.add(key, random.nextInt(30));
      index.insert(token, key, reference);
      model
          .computeIfAbsent(token, absent -> new TreeMap<>(Arrays::compareUnsigned))
          .put(key, reference);
    }
    model.forEach((token, keys) ->
        keys.forEach((key, reference) -> assertThat(index.find(token, key)).isEqualTo(reference)));
    assertThat(index.find(7, key(-1))).isEqualTo(TokenIndex.NONE);
    for (int walks = 0; walks < 5; walks++) {
      long from = walks == 0 ? 0 : shape.applyAsLong(random.nextLong());
      List<Integer> expected = new ArrayList<>();
      for (Map<byte[], Integer> keys : model.tailMap(from, true).values()) {
        expected.addAll(keys.values());
      }
      List<Integer> found = new ArrayList<>();
      for (TokenIndex.Walk walk = index.walk(from); !walk.atEnd(); walk.advance()) {
        found.add(walk.reference());
        assertThat(walk.key()).isEqualTo(slab.key(walk.reference()));
        assertThat(walk.token()).isEqualTo(tokens.get(ByteBuffer.wrap(walk.key()).getInt()));
      }
      assertThat(found).isEqualTo(expected);
    }
    assertThat(index.count()).isEqualTo(count);
    assertThat(index.sizeBytes()).isLessThan(8L * count + 10_000);
    // Entries of at most 40 bytes, and leaves that are a quarter full or more.
    assertThat(slab.usedBytes()).isLessThan(80L * count + 10_000);
    slab.release();
  }

  @Test
  void rowsKeepTheirOrderHoweverTheyCome() {
    System.out.println("TokenIndexTest: -Dringtail.seed=" + seed);
    for (int order = 0; order < 3; order++) {
      Slab slab = new Slab(new ChunkPool(0));
      RowIndex rows = new RowIndex(slab);
      TreeMap<Integer, Integer> model = new TreeMap<>();
      for (int i = 0; i < 5_000; i++) {
        int number = order == 0 ? i : order == 1 ? 5_000 - i : random.nextInt(1 << 20);
        if (!model.containsKey(number)) {
          int reference = slab.add(key(number), 0);
          rows.insert(rows.ceiling(key(number)), reference);
          model.put(number, reference);
        }
      }
      List<Integer> found = new ArrayList<>();
      for (long place = rows.ceiling(key(0)); rows.isRow(place); place = rows.after(place)) {
        found.add(rows.reference(place));
      }
      assertThat(found).isEqualTo(List.copyOf(model.values()));
      int from = random.nextInt(1 << 13);
      Integer ceiling = model.ceilingKey(from);
      long place = rows.ceiling(key(from));
      assertThat(rows.isRow(place)).isEqualTo(ceiling != null);
      if (ceiling != null) {
        assertThat(rows.reference(place)).isEqualTo(model.get(ceiling));
      }
    }
  }
}
