// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConditionalValuesTest {
  private static final RequestOptions OPTIONS = RequestOptions.DEFAULT;

  /** A table of its own, in memory. */
  private static final class InMemory<V> implements ConditionalValues<String, V> {
    final Map<String, V> values = new HashMap<>();

    @Override
    public <A extends @Nullable Object> CompletionStage<A> decide(
        String key, Function<@Nullable V, Decision<V, A>> function, RequestOptions options) {
      Decision<V, A> decision;
      try {
        decision = function.apply(values.get(key));
      } catch (RuntimeException thrown) {
        return CompletableFuture.failedFuture(thrown);
      }
      V value = decision.value();
      if (value != null) {
        values.put(key, value);
      } else if (decision.kind() == Decision.Kind.REMOVE) {
        values.remove(key);
      }
      return CompletableFuture.completedFuture(decision.answer());
    }
  }

  private static <T extends @Nullable Object> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void valueIsSetOnlyIfItIsTheOneExpected() {
    InMemory<String> table = new InMemory<>();
    assertThat(now(table.compareAndSet("k", "a", "b", OPTIONS))).isFalse();
    assertThat(now(table.compareAndSet("k", null, "a", OPTIONS))).isTrue();
    assertThat(now(table.compareAndSet("k", null, "b", OPTIONS))).isFalse();
    assertThat(now(table.compareAndSet("k", "a", "b", OPTIONS))).isTrue();
    assertThat(table.values).containsEntry("k", "b");
  }

  @Test
  void bytesAndDecimalsAreComparedByWhatTheySay() {
    InMemory<byte[]> bytes = new InMemory<>();
    bytes.values.put("k", new byte[] {1, 2});
    assertThat(now(bytes.compareAndSet("k", new byte[] {1, 3}, new byte[0], OPTIONS))).isFalse();
    assertThat(now(bytes.compareAndSet("k", new byte[] {1, 2}, new byte[0], OPTIONS))).isTrue();
    InMemory<BigDecimal> decimals = new InMemory<>();
    decimals.values.put("k", new BigDecimal("1.0"));
    assertThat(now(decimals.remove("k", new BigDecimal("1.00"), OPTIONS))).isTrue();
  }

  @Test
  void putIfAbsentReplaceAndRemoveTellWhatWasThere() {
    InMemory<String> table = new InMemory<>();
    assertThat(now(table.replace("k", "x", OPTIONS))).isNull();
    assertThat(table.values).isEmpty();
    assertThat(now(table.putIfAbsent("k", "a", OPTIONS))).isNull();
    assertThat(now(table.putIfAbsent("k", "b", OPTIONS))).isEqualTo("a");
    assertThat(now(table.replace("k", "c", OPTIONS))).isEqualTo("a");
    assertThat(now(table.getAndPut("k", "d", OPTIONS))).isEqualTo("c");
    assertThat(now(table.remove("k", "c", OPTIONS))).isFalse();
    assertThat(now(table.getAndRemove("k", OPTIONS))).isEqualTo("d");
    assertThat(now(table.getAndRemove("k", OPTIONS))).isNull();
    assertThat(table.values).isEmpty();
  }

  @Test
  void numbersAreAddedFromNothingOnAndNeverWrapAround() {
    InMemory<Long> table = new InMemory<>();
    assertThat(now(table.add("k", 5L, OPTIONS))).isEqualTo(5);
    assertThat(now(table.add("k", -7L, OPTIONS))).isEqualTo(-2);
    table.values.put("k", Long.MAX_VALUE);
    assertThatThrownBy(() -> now(table.add("k", 1L, OPTIONS)))
        .hasCauseInstanceOf(RingtailException.InvalidRequest.class)
        .hasMessageContaining("too great");
    assertThat(table.values).containsEntry("k", Long.MAX_VALUE);
    InMemory<BigDecimal> decimals = new InMemory<>();
    decimals.values.put("k", new BigDecimal("0.1"));
    assertThat(now(decimals.add("k", new BigDecimal("0.2"), OPTIONS)))
        .isEqualTo(new BigDecimal("0.3"));
    InMemory<String> texts = new InMemory<>();
    assertThatThrownBy(() -> now(texts.add("k", "1", OPTIONS)))
        .hasMessageContaining("cannot be added");
  }

  @Test
  void textsAndBytesGrowAtTheirEnd() {
    InMemory<String> texts = new InMemory<>();
    assertThat(now(texts.append("k", "ab", OPTIONS))).isEqualTo("ab");
    assertThat(now(texts.append("k", "c", OPTIONS))).isEqualTo("abc");
    InMemory<byte[]> bytes = new InMemory<>();
    now(bytes.append("k", new byte[] {1}, OPTIONS));
    assertThat(now(bytes.append("k", new byte[] {2}, OPTIONS))).containsExactly(1, 2);
  }

  @Test
  void leastAndGreatestAreThoseOfTheColumnsOrder() {
    InMemory<byte[]> bytes = new InMemory<>();
    now(bytes.max("k", new byte[] {1}, OPTIONS));
    assertThat(now(bytes.max("k", new byte[] {(byte) 0x80}, OPTIONS))).containsExactly(0x80);
    assertThat(now(bytes.min("k", new byte[] {2}, OPTIONS))).containsExactly(2);
    InMemory<UUID> ids = new InMemory<>();
    UUID low = new UUID(1, 0);
    UUID high = new UUID(-1, 0);
    now(ids.min("k", high, OPTIONS));
    assertThat(now(ids.min("k", low, OPTIONS))).isEqualTo(low);
    InMemory<String> texts = new InMemory<>();
    now(texts.max("k", "\uFF5E", OPTIONS));
    assertThat(now(texts.max("k", "\uD83D\uDE00", OPTIONS))).isEqualTo("\uD83D\uDE00");
  }

  @Test
  void functionDecidesAndItsNullRemoves() {
    InMemory<Integer> table = new InMemory<>();
    assertThat(now(table.update("k", value -> value == null ? 1 : value + 1, OPTIONS)))
        .isEqualTo(1);
    assertThat(now(table.update("k", value -> value == null ? 1 : value + 1, OPTIONS)))
        .isEqualTo(2);
    assertThat(now(table.update("k", value -> null, OPTIONS))).isNull();
    assertThat(now(table.update("k", value -> null, OPTIONS))).isNull();
    assertThat(table.values).isEmpty();
  }
}
