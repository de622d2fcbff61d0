// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The event loops of a session, one for each lane, on daemon threads. Thread-safe. */
public final class Loops {
  /** A loop that has nothing more to do ends at once, and is waited for so long at most. */
  private static final long END_MILLIS = 1_000;

  private final EventLoopGroup group;
  private final int count;

  /** Starts loops; their threads begin with their first task. */
  public Loops(int count, String threadName) {
    this.count = count;
    this.group =
        new MultiThreadIoEventLoopGroup(
            count,
            new DefaultThreadFactory(threadName, true),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  /** The class of the channels that run on these loops. */
  static Class<? extends Channel> channelClass() {
    return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  public List<ScheduledExecutorService> all() {
    List<ScheduledExecutorService> loops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      EventLoop next = group.next();
      loops.add(next);
    }
    return loops;
  }

  /** Whether the caller runs on one of these loops' threads. */
  public static boolean isOn(ScheduledExecutorService loop) {
    return loop instanceof EventLoop eventLoop && eventLoop.inEventLoop();
  }

  /** Lets the loops do what they have to do, and ends them. */
  public void close() {
    group.shutdownGracefully(0, END_MILLIS, TimeUnit.MILLISECONDS);
  }
}
