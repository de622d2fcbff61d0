// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.ringtail.driver.transport.LinkListener;
import io.ringtail.driver.transport.Transport;
import io.ringtail.protocol.ring.Endpoint;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledExecutorService;

/** TCP sockets by Netty; the loops have to be those of {@link Loops}, or of the same kind. */
public final class SocketTransport implements Transport {
  /** Above the time in which a handshake has to be done, which then decides. */
  private static final int CONNECT_MILLIS = 5_000;

  /** What may wait for a slow reader: twice the largest value, so that one always fits. */
  private static final WriteBufferWaterMark WATER_MARKS =
      new WriteBufferWaterMark(8 << 20, 16 << 20);

  /** A transport without state. */
  public SocketTransport() {}

  @Override
  public void connect(Endpoint endpoint, ScheduledExecutorService loop, LinkListener listener) {
    if (!(loop instanceof EventLoop eventLoop)) {
      throw new IllegalArgumentException("sockets need a loop of Netty, not " + loop.getClass());
    }
    ChannelFuture connecting =
        new Bootstrap()
            .group(eventLoop)
            .channel(Loops.channelClass())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
            .handler(new SocketLink(listener))
            .connect(new InetSocketAddress(endpoint.host(), endpoint.port()));
    connecting.addListener(ended -> {
      if (!ended.isSuccess()) {
        listener.closed(ended.cause());
      }
    });
  }
}
