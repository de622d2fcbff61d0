// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import java.util.List;
import java.util.function.LongSupplier;

/** All workloads. */
public final class Workloads {
  /** The keyspace of all their tables. */
  public static final String KEYSPACE = "tried";

  private Workloads() {}

  /** A new one of each. */
  public static List<Workload> all(LongSupplier nanos) {
    return List.of(
        new RegisterWorkload(nanos),
        new RowWorkload(nanos),
        new SetWorkload(nanos),
        new ListWorkload(nanos),
        new ExpiringWorkload(nanos),
        new ConditionalWorkload(nanos),
        new CounterWorkload(nanos),
        new BankWorkload(nanos),
        new BatchWorkload(nanos));
  }
}
