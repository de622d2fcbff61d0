// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.storage;

import io.ringtail.node.storage.filter.FuseFilter;
import io.ringtail.node.storage.filter.FuseFilterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.LongPredicate;

/**
 * Compares filters over tokens: bits for each, wrong look-ups, CPU time to build and to ask. As in
 * tables there are many filters of 2^17 tokens each. Argument: how many filters.
 */
public final class FilterComparison {
  private static final int TOKENS = 1 << 17;
  private static final int LOOKUPS = 1_000_000;

  private FilterComparison() {}

  /** A filter, whatever it is. */
  private record Built(LongPredicate mayContain, long sizeBytes) {}

  /** Runs it. */
  public static void main(String[] args) {
    int filters = Integer.parseInt(args[0]);
    FuseFilterBuilder builder = new FuseFilterBuilder();
    for (int round = 0; round < 3; round++) {
      measure(
          "binary fuse, 8 bits",
          filters,
          tokens -> {
            FuseFilter filter = builder.build(tokens, tokens.length);
            return new Built(filter::mayContain, filter.sizeBytes());
          });
      for (double bits : new double[] {10, 11, 12, 13.5}) {
        measure(
            "blocked Bloom, " + bits + " bits",
            filters,
            tokens -> {
              BlockedBloom filter = new BlockedBloom(tokens, bits);
              return new Built(filter::mayContain, filter.sizeBytes());
            });
      }
      for (int bits : new int[] {7, 8}) {
        measure(
            "ribbon, " + bits + " bits",
            filters,
            tokens -> {
              Ribbon filter = new Ribbon(tokens, bits);
              return new Built(filter::mayContain, filter.sizeBytes());
            });
      }
    }
  }

  private static void measure(String name, int count, Function<long[], Built> make) {
    SplittableRandom random = new SplittableRandom(7);
    List<Built> filters = new ArrayList<>();
    long buildNanos = 0;
    long bytes = 0;
    long[] asked = {};
    for (int i = 0; i < count; i++) {
      asked = random.longs(TOKENS).distinct().toArray();
      long before = CpuTime.nanos();
      Built built = make.apply(asked);
      buildNanos += CpuTime.nanos() - before;
      bytes += built.sizeBytes();
      filters.add(built);
    }
    for (long token : asked) {
      if (!filters.getLast().mayContain().test(token)) {
        throw new IllegalStateException(name + " has lost a token");
      }
    }
    long wrong = 0;
    long before = CpuTime.nanos();
    for (int i = 0; i < LOOKUPS; i++) {
      long token = random.nextLong();
      wrong += filters.get((int) ((token >>> 40) % count)).mayContain().test(token) ? 1 : 0;
    }
    long askNanos = CpuTime.nanos() - before;
    System.out.printf(
        Locale.ROOT,
        "%-26s %5.2f bits/token, %5.3f %% wrong, %6.1f ns to build, %5.1f ns to ask%n",
        name,
        8.0 * bytes / count / TOKENS,
        100.0 * wrong / LOOKUPS,
        (double) buildNanos / count / TOKENS,
        (double) askNanos / LOOKUPS);
  }
}
