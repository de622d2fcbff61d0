// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Loop, I/O and sync executors of one test thread: tasks wait until the test runs them. */
final class TestThreads {
  private final List<Runnable> loopTasks = new ArrayList<>();
  private final List<Runnable> ioTasks = new ArrayList<>();
  private final List<Runnable> syncTasks = new ArrayList<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long nowMillis;
  private boolean ioHeld;

  private final Executor io = ioTasks::add;
  private final Executor sync = syncTasks::add;
  private final ScheduledExecutorService loop = new Loop();

  StorageThreads storageThreads() {
    return new StorageThreads(loop, io, sync, io);
  }

  /** Reads, flushes and compactions that wait to be run. */
  int waitingIo() {
    return ioTasks.size();
  }

  /** Lets I/O tasks wait, as a disk that is stuck does, or go on. */
  void holdIo(boolean held) {
    ioHeld = held;
  }

  /** Runs one waiting task; false when none waits. Loop tasks in order, the others in any. */
  boolean step(RandomGenerator random) {
    int ioReady = ioHeld ? 0 : ioTasks.size();
    int waiting = (loopTasks.isEmpty() ? 0 : 1) + ioReady + syncTasks.size();
    if (waiting == 0) {
      return false;
    }
    int pick = random.nextInt(waiting);
    if (pick < ioReady) {
      ioTasks.remove(pick).run();
    } else if (pick < ioReady + syncTasks.size()) {
      syncTasks.remove(pick - ioReady).run();
    } else {
      loopTasks.removeFirst().run();
    }
    return true;
  }

  /** Runs tasks until none waits; timers stand still. */
  void settle(RandomGenerator random) {
    while (step(random)) {
      // Each step may bring new tasks.
    }
  }

  /** Lets time pass. */
  void advance(long millis) {
    nowMillis += millis;
    while (!timers.isEmpty() && timers.peek().atMillis <= nowMillis) {
      Timer timer = timers.poll();
      if (!timer.cancelled) {
        loopTasks.add(timer.task);
        if (timer.periodMillis > 0) {
          timer.atMillis += timer.periodMillis;
          timers.add(timer);
        }
      }
    }
  }

  /** Forgets everything that waits, as the death of the process does. */
  void crash() {
    loopTasks.clear();
    ioTasks.clear();
    syncTasks.clear();
    timers.clear();
  }

  private static final class Timer implements ScheduledFuture<Object> {
    final Runnable task;
    final long periodMillis;
    long atMillis;
    boolean cancelled;

    Timer(Runnable task, long atMillis, long periodMillis) {
      this.task = task;
      this.atMillis = atMillis;
      this.periodMillis = periodMillis;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(atMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(atMillis, ((Timer) other).atMillis);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      cancelled = true;
      return true;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public boolean isDone() {
      return cancelled;
    }

    @Override
    public Object get() {
      throw new UnsupportedOperationException("get");
    }

    @Override
    public Object get(long timeout, TimeUnit unit) {
      throw new UnsupportedOperationException("get");
    }
  }

  private final class Loop extends AbstractExecutorService implements ScheduledExecutorService {
    @Override
    public void execute(Runnable task) {
      loopTasks.add(task);
    }

    private Timer timer(Runnable task, long delayMillis, long periodMillis) {
      Timer timer = new Timer(task, nowMillis + delayMillis, periodMillis);
      timers.add(timer);
      return timer;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      return timer(task, unit.toMillis(delay), 0);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
      return (ScheduledFuture<V>) timer(new FutureTask<>(task), unit.toMillis(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
        Runnable task, long initial, long period, TimeUnit unit) {
      return timer(task, unit.toMillis(initial), unit.toMillis(period));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long initial, long delay, TimeUnit unit) {
      return timer(task, unit.toMillis(initial), unit.toMillis(delay));
    }

    @Override
    public void shutdown() {
      crash();
    }

    @Override
    public List<Runnable> shutdownNow() {
      crash();
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
  }
}
