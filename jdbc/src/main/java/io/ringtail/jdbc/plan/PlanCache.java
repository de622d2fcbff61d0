// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

import io.ringtail.protocol.schema.Schema;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Planned statements by their text, for one keyspace and one set of connection properties.
 * Thread-safe.
 *
 * <p>Looking up is one hash table access. Where it is full, any older entry makes room: an
 * application with more texts than fit writes values into its statements, and none of these comes
 * again.
 */
public final class PlanCache {
  private final ConcurrentHashMap<String, Prepared> plans = new ConcurrentHashMap<>();
  private final int plansMax;

  public PlanCache(int plansMax) {
    this.plansMax = plansMax;
  }

  /** The plan for a text, unless it was made for another schema. */
  public @Nullable Prepared get(String sql, Schema schema) {
    Prepared prepared = plans.get(sql);
    return prepared != null && prepared.schema() == schema ? prepared : null;
  }

  public void put(Prepared prepared) {
    if (plans.size() >= plansMax && !plans.containsKey(prepared.sql())) {
      Iterator<String> any = plans.keySet().iterator();
      if (any.hasNext()) {
        plans.remove(any.next());
      }
    }
    plans.put(prepared.sql(), prepared);
  }

  public int size() {
    return plans.size();
  }
}
