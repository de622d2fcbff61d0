// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.plan.Plan;
import io.ringtail.jdbc.plan.Prepared;
import io.ringtail.jdbc.plan.TableRead;
import java.util.ArrayList;
import java.util.List;

/** The lines that EXPLAIN PLAN FOR shows. */
final class Explanation {
  private Explanation() {}

  static List<String> lines(Prepared prepared) {
    Plan plan = prepared.plan();
    if (plan instanceof Plan.Read read) {
      return List.of(read.read().describe());
    }
    if (plan instanceof Plan.Compute compute) {
      List<String> lines = new ArrayList<>(compute.explanation());
      compute.reads().stream().map(TableRead::describe).forEach(lines::add);
      return lines;
    }
    if (plan instanceof Plan.Write write) {
      return List.of(
          write.kind()
              + " "
              + write.table().name()
              + " by key: "
              + write.rows().size()
              + " row(s), one round trip");
    }
    if (plan instanceof Plan.WriteComputed write) {
      return List.of("INSERT " + write.table().name() + " from a query computed in the client");
    }
    return List.of(plan.toString());
  }
}
