// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A socket's link. While more is waiting to be sent than the high-water mark, nothing is read.
 * Confined to its channel's loop.
 */
final class NettyServerLink extends ChannelInboundHandlerAdapter implements ServerLink {
  private final Channel channel;
  private @Nullable ServerLinkListener listener;
  private boolean closed;

  NettyServerLink(Channel channel) {
    this.channel = channel;
  }

  void listener(ServerLinkListener newListener) {
    listener = newListener;
  }

  @Override
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  @Override
  public String remote() {
    return String.valueOf(channel.remoteAddress());
  }

  @Override
  public void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void close() {
    channel.close();
  }

  @Override
  public void moveTo(ScheduledExecutorService loop, Runnable then) {
    if (!(loop instanceof EventLoop target)) {
      throw new IllegalArgumentException("not an event loop: " + loop);
    }
    channel.config().setAutoRead(false);
    if (channel.eventLoop().equals(target)) {
      // Not at once: the caller is still busy with the bytes that made it move.
      target.execute(() -> arrived(then));
      return;
    }
    channel
        .deregister()
        .addListener(
            (ChannelFutureListener)
                left ->
                    target
                        .register(channel)
                        .addListener(registered -> {
                          if (registered.isSuccess()) {
                            arrived(then);
                          } else {
                            channel.close();
                          }
                        }));
  }

  private void arrived(Runnable then) {
    then.run();
    channel.config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      ServerLinkListener told = listener;
      if (told != null && message instanceof ByteBuf bytes) {
        told.received(bytes);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    channel.config().setAutoRead(channel.isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(cause);
    context.close();
  }

  private void end(@Nullable Throwable cause) {
    ServerLinkListener told = listener;
    if (!closed && told != null) {
      closed = true;
      told.closed(cause);
    }
  }
}
