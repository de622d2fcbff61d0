// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class SlabTest {
  private final long seed = Long.getLong("ringtail.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private record Entry(int reference, byte[] key, int room) {}

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Lengths on both sides of where a number takes a byte more. */
  private int length() {
    int[] near = {0, 31, 127, 4_095, 16_383, 1 << 20};
    int length = near[random.nextInt(random.nextInt(20) == 0 ? 6 : 5)] + random.nextInt(9) - 4;
    return Math.max(0, length);
  }

  @Test
  void entriesKeepWhatWasPutIntoThem() {
    System.out.println("SlabTest: -Dringtail.seed=" + seed);
    Slab slab = new Slab(new ChunkPool(0));
    List<Entry> entries = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      Entry entry = new Entry(0, bytes(length() & 0xFFFF), length());
      int reference = slab.add(entry.key(), entry.room());
      assertThat(slab.contentRoom(reference)).isBetween(entry.room(), entry.room() + 7);
      entries.add(new Entry(reference, entry.key(), entry.room()));
      contents.add(new byte[0]);
    }
    for (int round = 0; round < 5_000; round++) {
      int which = random.nextInt(entries.size());
      Entry entry = entries.get(which);
      byte[] content = bytes(random.nextInt(slab.contentRoom(entry.reference()) + 1));
      int flags = random.nextInt(2) * Slab.EXPIRES;
      slab.setContent(entry.reference(), content, flags);
      contents.set(which, content);
      assertThat(slab.flags(entry.reference())).isEqualTo(flags);
    }
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      assertThat(slab.key(entry.reference())).isEqualTo(entry.key());
      assertThat(slab.content(entry.reference())).isEqualTo(contents.get(i));
      byte[] other = entry.key().clone();
      if (other.length > 0) {
        other[random.nextInt(other.length)] += (byte) (random.nextInt(3) - 1);
      }
      other = Arrays.copyOf(other, Math.max(0, other.length + random.nextInt(3) - 1));
      assertThat(Integer.signum(slab.compareKey(entry.reference(), other)))
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(entry.key(), other)));
    }
    slab.release();
  }

  @Test
  void aContentWithoutRoomIsRefused() {
    Slab slab = new Slab(new ChunkPool(0));
    int reference = slab.add(bytes(3), 5);
    byte[] longer = bytes(slab.contentRoom(reference) + 1);
    assertThatThrownBy(() -> slab.setContent(reference, longer, 0))
        .isInstanceOf(IllegalStateException.class);
    slab.release();
  }

  @Test
  void whoeverReadsWhatWasReleasedFailsThoughTheMemoryIsUsedAgain() {
    ChunkPool pool = new ChunkPool(4 << 20);
    Slab first = new Slab(pool);
    List<Integer> references = fill(first, (byte) 1);
    long taken = first.allocatedBytes();
    first.release();
    assertThat(pool.sizeBytes()).isBetween(2L << 20, taken);
    Slab second = new Slab(pool);
    fill(second, (byte) 2);
    assertThat(pool.sizeBytes()).isZero();
    for (int reference : references) {
      assertThatThrownBy(() -> first.content(reference)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> first.compareKey(reference, new byte[8]))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(
            () -> CompletableFuture.supplyAsync(() -> first.key(references.getLast())).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fill(first, (byte) 3)).isInstanceOf(IllegalStateException.class);
    second.release();
    pool.close();
    assertThat(pool.sizeBytes()).isZero();
  }

  private static List<Integer> fill(Slab slab, byte with) {
    byte[] content = new byte[1_000];
    Arrays.fill(content, with);
    List<Integer> references = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      int reference = slab.add(new byte[8], content.length);
      slab.setContent(reference, content, 0);
      references.add(reference);
    }
    return references;
  }
}
