// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.scripted;

import io.ringtail.protocol.time.Clock;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One thread's event loop in simulated time: whoever calls {@link #runUntil} is the thread. */
public final class SimulatedLoop extends AbstractExecutorService
    implements ScheduledExecutorService, Clock {
  private static final long START_MILLIS = 1_700_000_000_000L;

  private final PriorityQueue<Task<?>> tasks = new PriorityQueue<>();
  private long nanos;
  private long sequence;

  public SimulatedLoop() {}

  @Override
  public long wallMillis() {
    return START_MILLIS + nanos / 1_000_000;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  /** Runs what is due, in order, until a condition holds; false when the time is over before. */
  public boolean runUntil(BooleanSupplier condition, long boundMillis) {
    long end = nanos + boundMillis * 1_000_000;
    while (!condition.getAsBoolean()) {
      Task<?> next = tasks.peek();
      if (next == null || next.atNanos > end) {
        nanos = end;
        return condition.getAsBoolean();
      }
      tasks.remove(next);
      nanos = Math.max(nanos, next.atNanos);
      next.run();
    }
    return true;
  }

  public void runFor(long millis) {
    runUntil(() -> false, millis);
  }

  @Override
  public void execute(Runnable command) {
    schedule(command, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return schedule(
        () -> {
          command.run();
          return null;
        },
        delay,
        unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> command, long delay, TimeUnit unit) {
    Task<V> task = new Task<>(command, nanos + Math.max(0, unit.toNanos(delay)), sequence++);
    tasks.add(task);
    return task;
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }

  private final class Task<V> extends CompletableFuture<V> implements ScheduledFuture<V> {
    private final Callable<V> command;
    private final long atNanos;
    private final long order;

    Task(Callable<V> command, long atNanos, long order) {
      this.command = command;
      this.atNanos = atNanos;
      this.order = order;
    }

    void run() {
      if (isCancelled()) {
        return;
      }
      try {
        complete(command.call());
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      tasks.remove(this);
      return super.cancel(mayInterrupt);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(atNanos - nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      Task<?> that = (Task<?>) other;
      int byTime = Long.compare(atNanos, that.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, that.order);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
