// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.RequestOptions;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One kind of operations on tables of its own. Confined to the simulation's thread. */
public interface Workload {
  String name();

  /** The tables that it needs. */
  List<SchemaChange.CreateTable> tables();

  /** Begins one operation, drawn at random, on a lane of the actor's session. */
  void act(Actor actor);

  /**
   * Reads all that was ever written; ends with how many of the reads failed.
   *
   * @param options with the level of the reads
   */
  CompletionStage<Integer> readEverything(Actor actor, RequestOptions options);

  /**
   * Writes something to every key, so that each is known to take writes; ends with how many failed.
   */
  CompletionStage<Integer> writeEverything(Actor actor, RequestOptions options);

  /** What was done and seen. */
  History history();

  /** The promises that were broken. */
  List<Verdict.Violation> check();
}
