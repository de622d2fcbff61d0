// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.tck.simulation.time.SimulatedThread;
import java.util.List;
import java.util.concurrent.Executor;

/** A pool of threads: a task goes to the one with the fewest tasks waiting. */
record LeastBusy(List<SimulatedThread> threads) implements Executor {
  @Override
  public void execute(Runnable task) {
    SimulatedThread least = threads.getFirst();
    for (SimulatedThread thread : threads) {
      if (thread.queued() < least.queued()) {
        least = thread;
      }
    }
    least.execute(task);
  }
}
