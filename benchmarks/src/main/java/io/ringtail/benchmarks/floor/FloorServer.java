// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.floor;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A server of the floor: a hash map and an unsynced log behind one event loop, its only thread. */
public final class FloorServer {
  static final String READY = "floor server ready";

  private static final int RECORDS_EXPECTED = 1 << 20;
  private static final int ANSWER_BYTES = 64;

  private final Map<Long, byte[]> records = HashMap.newHashMap(RECORDS_EXPECTED);
  private final FloorFrame frames = new FloorFrame();
  private final FloorLog log;

  private FloorServer(Path logFile) throws IOException {
    log = new FloorLog(logFile);
  }

  /** Takes a port and the log's file. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new FloorServer(Path.of(args[1])).listen(Integer.parseInt(args[0]));
    System.out.println(READY);
  }

  private void listen(int port) throws InterruptedException {
    new ServerBootstrap()
        .group(FloorLoop.single())
        .channel(FloorLoop.serverChannel())
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new LengthFieldBasedFrameDecoder(
                            FloorFrame.FRAME_BYTES_MAX,
                            0,
                            FloorFrame.LENGTH_BYTES,
                            0,
                            FloorFrame.LENGTH_BYTES),
                        new Requests());
              }
            })
        .bind(InetAddress.getLoopbackAddress(), port)
        .sync();
  }

  /** Answers a connection's requests; all of a turn's answers leave with one flush. */
  private final class Requests extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the void promise reports to the pipeline
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
      ByteBuf in = (ByteBuf) message;
      try {
        frames.check(in);
        context.write(answer(context, in), context.voidPromise());
      } finally {
        in.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    private ByteBuf answer(ChannelHandlerContext context, ByteBuf in) throws IOException {
      int from = in.readerIndex();
      int length = in.readableBytes();
      byte operation = in.readByte();
      int stream = in.readInt();
      long epoch = in.readLong();
      long clock = in.readLong();
      long key = in.readLong();
      if (operation == FloorFrame.WRITE) {
        byte[] value = new byte[in.readInt()];
        in.readBytes(value);
        log.append(in, from, length);
        byte[] before = records.put(key, value);
        ByteBuf out = begin(context, ANSWER_BYTES, stream, epoch, clock);
        out.writeLong(before == null ? 0 : 1);
        frames.end(out);
        return out;
      }
      byte[] value = records.get(key);
      ByteBuf out =
          begin(context, ANSWER_BYTES + (value == null ? 0 : value.length), stream, epoch, clock);
      if (value != null) {
        out.writeBytes(value);
      }
      frames.end(out);
      return out;
    }

    private ByteBuf begin(
        ChannelHandlerContext context, int bytes, int stream, long epoch, long clock) {
      ByteBuf out = context.alloc().directBuffer(bytes);
      frames.begin(out, FloorFrame.ANSWER, stream, epoch, clock);
      return out;
    }
  }
}
