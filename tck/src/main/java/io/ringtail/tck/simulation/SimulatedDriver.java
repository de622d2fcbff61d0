// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.driver.session.Opening;
import io.ringtail.driver.session.Seams;
import io.ringtail.tck.simulation.network.Host;
import io.ringtail.tck.simulation.time.SimulatedClock;
import io.ringtail.tck.simulation.time.SimulatedThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A machine with an application on it that has one session, and whoever starts it again when it
 * died. Confined to the simulation's thread.
 */
final class SimulatedDriver {
  /** Between two attempts to open a session. */
  private static final long REOPEN_NANOS = 500_000_000L;

  /** A row with its versions has some 30 to 60. */
  private static final int SOME_ROWS_BYTES = 80;

  /** What is told of an application's life. */
  interface Listener {
    /** A process died with whatever it had under way. */
    void died(SimulatedDriver driver, int process);

    /** A process closed its session: nothing that it had under way is. */
    void closed(SimulatedDriver driver, int process);
  }

  private final Surroundings around;
  private final int index;
  private final SessionOptions options;
  private final Host host;
  private final SimulatedClock clock;
  private final Listener listener;
  private final List<SimulatedThread> threads = new ArrayList<>();
  private @Nullable Session session;
  private int life;
  private boolean alive;

  /** Ends as soon as its session is closed. */
  private boolean closing;

  /** Killed from outside, to be started again from there. */
  private boolean keptDown;

  private long pausedUntilNanos;

  SimulatedDriver(Surroundings around, int index, SessionOptions options, Listener listener) {
    this.around = around;
    this.index = index;
    this.options = options;
    this.host = around.network().host("driver-" + index);
    this.clock = new SimulatedClock(around.time());
    this.listener = listener;
  }

  List<SimulatedThread> threads() {
    return threads;
  }

  Host host() {
    return host;
  }

  SimulatedClock clock() {
    return clock;
  }

  /** The open session; null while there is none. */
  @Nullable Session session() {
    return session;
  }

  /** Tells processes apart, over all drivers and lives. */
  int process() {
    // Lives are counted in thousands of no run.
    return index * 1_000_000 + life;
  }

  /** Until when nothing of the process runs. */
  long pausedUntilNanos() {
    return pausedUntilNanos;
  }

  /** Starts the process, unless it lives; its session opens as soon as a node answers. */
  void start() {
    keptDown = false;
    if (alive) {
      return;
    }
    life++;
    alive = true;
    host.up();
    open();
  }

  private void open() {
    int thisLife = life;
    List<ScheduledExecutorService> loops = new ArrayList<>();
    for (int lane = 0; lane < options.lanes(); lane++) {
      SimulatedThread thread = thread("lane-" + lane);
      loops.add(thread);
    }
    Opening.begin(
            options.withDigestBytes(digestBytes()),
            options.contactPoints(),
            new Seams(
                around.network().transport(host),
                loops,
                loop -> loop instanceof SimulatedThread thread && thread.isCurrent(),
                clock,
                around.random("session-" + index + "-" + life + "-" + around.time().nanos()),
                () -> closed(thisLife)))
        .whenComplete((opened, problem) -> {
          if (thisLife != life || !alive) {
            return;
          }
          if (problem == null) {
            session = opened;
          } else {
            // The application ends, and with it what it had open.
            kill();
            around.time().after(REOPEN_NANOS, this::restart);
          }
        });
  }

  /**
   * What applications store is small, so that digests would never be asked for: some drivers ask
   * for them all the same, always or where answers are of some rows.
   */
  private int digestBytes() {
    return switch (Math.floorMod(around.seed() + index, 3)) {
      case 0 -> SessionOptions.DIGEST_BYTES_DEFAULT;
      case 1 -> 0;
      default -> SOME_ROWS_BYTES;
    };
  }

  private void restart() {
    if (!keptDown) {
      start();
    }
  }

  private SimulatedThread thread(String name) {
    String full = "driver-" + index + "-" + life + "-" + name;
    SimulatedThread thread =
        new SimulatedThread(
            around.time(),
            around.random(full),
            full,
            thrown -> around.breakPromise("a task of " + full + " threw " + Traces.of(thrown)));
    thread.pauseUntil(pausedUntilNanos);
    threads.add(thread);
    return thread;
  }

  /** The process is killed, and stays down until it is started. */
  void killAndKeepDown() {
    keptDown = true;
    kill();
  }

  /** The process ends at once. */
  private void kill() {
    if (!alive) {
      return;
    }
    alive = false;
    closing = false;
    session = null;
    threads.forEach(SimulatedThread::kill);
    threads.clear();
    host.kill(true);
    pausedUntilNanos = 0;
    listener.died(this, process());
  }

  /** The application closes its session, and ends when it is closed. */
  void closeAndKeepDown() {
    if (session != null) {
      keptDown = true;
      closing = true;
      close();
    }
  }

  private void closed(int ofLife) {
    if (!closing || ofLife != life || !alive) {
      return;
    }
    listener.closed(this, process());
    kill();
    if (!keptDown) {
      around.time().after(REOPEN_NANOS, this::restart);
    }
  }

  /** Closes the session properly. */
  void close() {
    Session open = session;
    if (open != null) {
      session = null;
      open.lanes().get(0).execute(open::close);
    }
  }

  /** Ends a pause. */
  void resume() {
    pausedUntilNanos = Math.min(pausedUntilNanos, around.time().nanos());
    threads.forEach(SimulatedThread::resume);
  }

  /** Nothing of the process runs for a while. */
  void pause(long nanos) {
    pausedUntilNanos = Math.max(pausedUntilNanos, around.time().nanos() + nanos);
    threads.forEach(thread -> thread.pauseUntil(pausedUntilNanos));
  }
}
