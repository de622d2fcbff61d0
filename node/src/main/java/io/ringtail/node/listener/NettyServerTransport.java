// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.ringtail.protocol.ring.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** Sockets, by epoll where there is it, else by NIO. Thread-safe. */
public final class NettyServerTransport implements ServerTransport {
  /** Clients that connect faster than they are accepted, at a restart say. */
  private static final int BACKLOG = 1_024;

  /** Above the first, a connection is read no more, until less than the second waits to be sent. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 << 10, 1 << 20);

  /**
   * A connection is read once in a turn, and the others after it: else a turn would last for as
   * long as one client has something to send. Bytes, of a buffer that is let go at the turn's end.
   */
  private static final int READ_BYTES = 16 << 10;

  @Override
  public AutoCloseable listen(
      Endpoint endpoint,
      ScheduledExecutorService loop,
      Function<ServerLink, ServerLinkListener> accept)
      throws IOException {
    if (!(loop instanceof EventLoop eventLoop)) {
      throw new IllegalArgumentException("not an event loop: " + loop);
    }
    ChannelFuture bound =
        new ServerBootstrap()
            .group(eventLoop)
            .channel(channelType(eventLoop))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, onceInATurn())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    NettyServerLink link = new NettyServerLink(channel);
                    link.listener(accept.apply(link));
                    channel.pipeline().addLast(link);
                  }
                })
            .bind(new InetSocketAddress(endpoint.host(), endpoint.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on "
              + endpoint
              + " ("
              + bound.cause().getMessage()
              + "): stop what listens there, or set node.listen to another port",
          bound.cause());
    }
    Channel server = bound.channel();
    return () -> server.close().awaitUninterruptibly();
  }

  private static RecvByteBufAllocator onceInATurn() {
    return new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1);
  }

  private static Class<? extends ServerChannel> channelType(EventLoop loop) {
    return Epoll.isAvailable()
            && loop instanceof IoEventLoop io
            && io.isCompatible(EpollIoHandle.class)
        ? EpollServerSocketChannel.class
        : NioServerSocketChannel.class;
  }
}
