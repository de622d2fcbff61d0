// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.time;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A thread of a simulated process, as an event loop or a single worker sees itself: it wakes a
 * while after something was handed in, runs all that is there in order, and sleeps again. It can be
 * slow, kept busy by the disk, paused, and killed. Confined to the simulation's thread.
 */
public final class SimulatedThread extends AbstractExecutorService
    implements ScheduledExecutorService {
  /** A turn ends after so many tasks even where more were handed in, so that time goes on. */
  private static final int TURN_TASKS_MAX = 1_024;

  private final SimulatedTime time;
  private final RandomGenerator random;
  private final String name;
  private final Consumer<Throwable> uncaught;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final Runnable turn = this::turn;

  /** What it has handed to other threads that reaches them when it is less busy. */
  private final ArrayDeque<Runnable> handedOver = new ArrayDeque<>();

  private long wakeNanosMin;
  private long wakeNanosMax;
  private long freeAtNanos;
  private boolean waking;
  private boolean dead;
  private boolean shut;

  /**
   * A thread.
   *
   * @param random how long each waking takes; its own, so that threads do not disturb each other
   * @param uncaught told what a task threw
   */
  public SimulatedThread(
      SimulatedTime time, RandomGenerator random, String name, Consumer<Throwable> uncaught) {
    this.time = time;
    this.random = random;
    this.name = name;
    this.uncaught = uncaught;
    wakeNanos(5_000, 30_000);
  }

  /**
   * Sets how long it takes from a task's arrival until the thread runs it, at least and at most.
   */
  public void wakeNanos(long min, long max) {
    wakeNanosMin = min;
    wakeNanosMax = max;
  }

  /**
   * The thread runs nothing for a while from the moment on until which it is busy already, and what
   * it hands to other threads reaches them when it is over. Returns that moment.
   */
  public long busy(long nanos) {
    freeAtNanos = Math.max(freeAtNanos, time.nanos()) + nanos;
    return freeAtNanos;
  }

  /** The thread runs nothing before a moment. */
  public void pauseUntil(long atNanos) {
    freeAtNanos = Math.max(freeAtNanos, atNanos);
  }

  /** Ends all pauses. */
  public void resume() {
    if (freeAtNanos > time.nanos()) {
      freeAtNanos = time.nanos();
      handedOver.forEach(Runnable::run);
      handedOver.clear();
      // Beside the turn that was put off, which then finds nothing to do.
      time.after(0, turn);
    }
  }

  /** Nothing runs any more; what waits is forgotten. */
  public void kill() {
    dead = true;
    shut = true;
    tasks.clear();
    handedOver.clear();
  }

  public boolean isDead() {
    return dead;
  }

  /** Whether the task that is running is this thread's. */
  public boolean isCurrent() {
    return time.current() == this;
  }

  /** Tasks that wait. */
  public int queued() {
    return tasks.size();
  }

  @Override
  public void execute(Runnable task) {
    if (shut) {
      if (dead) {
        return;
      }
      throw new RejectedExecutionException(name + " is shut down");
    }
    add(task);
  }

  private void add(Runnable task) {
    SimulatedThread from = time.current();
    if (from != null && from != this && from.freeAtNanos > time.nanos()) {
      from.handOver(this, task);
    } else {
      addNow(task);
    }
  }

  /** Hands a task to another thread when what comes before it is over, or {@link #resume} comes. */
  private void handOver(SimulatedThread to, Runnable task) {
    handedOver.add(() -> to.addNow(task));
    time.at(
        freeAtNanos,
        () -> {
          Runnable next = handedOver.poll();
          if (next != null) {
            next.run();
          }
        });
  }

  private void addNow(Runnable task) {
    if (dead) {
      return;
    }
    tasks.add(task);
    if (!waking && time.current() != this) {
      wake(random.nextLong(wakeNanosMin, wakeNanosMax + 1));
    }
  }

  private void wake(long nanos) {
    waking = true;
    time.at(Math.max(time.nanos() + nanos, freeAtNanos), turn);
  }

  private void turn() {
    waking = false;
    if (dead) {
      return;
    }
    if (freeAtNanos > time.nanos()) {
      wake(0);
      return;
    }
    SimulatedThread before = time.current();
    time.current(this);
    try {
      for (int done = 0; done < TURN_TASKS_MAX; done++) {
        Runnable task = tasks.poll();
        if (task == null) {
          break;
        }
        run(task);
      }
    } finally {
      time.current(before);
    }
    if (!tasks.isEmpty()) {
      wake(wakeNanosMin);
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      uncaught.accept(thrown);
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return schedule(callable(task), delay, unit);
  }

  private static Callable<Object> callable(Runnable task) {
    return () -> {
      task.run();
      // Nobody asks for it.
      return task;
    };
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    Timer<V> timer = new Timer<>(task, 0);
    timer.wakeAfter(unit.toNanos(delay));
    return timer;
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initial, long period, TimeUnit unit) {
    Timer<Object> timer = new Timer<>(callable(task), unit.toNanos(period));
    timer.wakeAfter(unit.toNanos(initial));
    return timer;
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initial, long delay, TimeUnit unit) {
    return scheduleAtFixedRate(task, initial, delay, unit);
  }

  /** A task of the future. What it throws is told at once, not kept in the future. */
  private final class Timer<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long periodNanos;
    private long dueNanos;

    Timer(Callable<V> task, long periodNanos) {
      super(task);
      this.periodNanos = periodNanos;
    }

    void wakeAfter(long nanos) {
      dueNanos = time.nanos() + Math.max(0, nanos);
      time.at(dueNanos, this::due);
    }

    private void due() {
      if (!dead && !isCancelled()) {
        add(this);
      }
    }

    @Override
    public void run() {
      if (periodNanos == 0) {
        super.run();
      } else if (!isCancelled() && runAndReset()) {
        wakeAfter(periodNanos);
      }
    }

    @Override
    protected void setException(Throwable thrown) {
      super.setException(thrown);
      uncaught.accept(thrown);
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - time.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  @Override
  public void shutdown() {
    shut = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shut = true;
    List<Runnable> left = List.copyOf(tasks);
    tasks.clear();
    return left;
  }

  @Override
  public boolean isShutdown() {
    return shut;
  }

  @Override
  public boolean isTerminated() {
    return shut && tasks.isEmpty();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isTerminated();
  }

  @Override
  public String toString() {
    return name;
  }
}
