// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.simulated;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A thread of a simulated process: runs its tasks in order until the process dies. */
public final class SimulatedLoop extends AbstractExecutorService
    implements ScheduledExecutorService {
  private final World world;
  private final long taskNanos;
  private boolean dead;

  /**
   * A thread.
   *
   * @param taskNanos how long after it was handed in a task runs
   */
  public SimulatedLoop(World world, long taskNanos) {
    this.world = world;
    this.taskNanos = taskNanos;
  }

  /** Nothing runs any more. */
  public void die() {
    dead = true;
  }

  public boolean isDead() {
    return dead;
  }

  @Override
  public void execute(Runnable task) {
    world.after(
        taskNanos,
        () -> {
          if (!dead) {
            task.run();
          }
        });
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    Timer timer = new Timer(task);
    world.after(unit.toNanos(delay), timer);
    return timer;
  }

  private final class Timer extends FutureTask<Object> implements ScheduledFuture<Object> {
    Timer(Runnable task) {
      super(task, null);
    }

    @Override
    public void run() {
      if (!dead) {
        super.run();
      }
    }

    @Override
    protected void setException(Throwable problem) {
      throw new AssertionError("a timer's task failed", problem);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("schedule of a callable");
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initial, long period, TimeUnit unit) {
    Runnable again =
        () -> {
          task.run();
          scheduleAtFixedRate(task, period, period, unit);
        };
    return schedule(again, initial, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initial, long delay, TimeUnit unit) {
    return scheduleAtFixedRate(task, initial, delay, unit);
  }

  @Override
  public void shutdown() {
    dead = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    dead = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return dead;
  }

  @Override
  public boolean isTerminated() {
    return dead;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return dead;
  }
}
