// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ringtail.driver.transport.Link;
import io.ringtail.driver.transport.LinkListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket as a link. Confined to its channel's event loop. */
final class SocketLink extends ChannelInboundHandlerAdapter implements Link {
  private static final Logger LOG = LoggerFactory.getLogger(SocketLink.class);

  private final LinkListener listener;
  private @Nullable Channel channel;
  private boolean opened;
  private @Nullable Throwable cause;

  SocketLink(LinkListener listener) {
    this.listener = listener;
  }

  private Channel channel() {
    return java.util.Objects.requireNonNull(channel, "opened");
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    opened = true;
    listener.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      listener.received(bytes);
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (opened) {
      listener.closed(cause);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    cause = thrown;
    if (!(thrown instanceof java.io.IOException)) {
      LOG.error("the connection to {} failed in the driver", context.channel(), thrown);
    }
    context.close();
  }

  @Override
  public ByteBufAllocator allocator() {
    return channel().alloc();
  }

  @Override
  public void write(ByteBuf bytes) {
    // A void promise spares an object for each write; failures arrive as the channel's end.
    channel().write(bytes, channel().voidPromise());
  }

  @Override
  public void flush() {
    channel().flush();
  }

  @Override
  public boolean isWritable() {
    return channel().isWritable();
  }

  @Override
  public void close() {
    channel().close();
  }
}
