// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.frame.FrameReader;
import io.ringtail.protocol.frame.FrameWriter;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A socket that sends whatever bytes a test likes, and blocks for frames. */
final class RawSocket implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 10_000;

  /** No two requests have the same number: a change that comes twice is made once. */
  private static final AtomicLong REQUESTS = new AtomicLong();

  /** A frame that came. */
  record Frame(FrameHeader header, Message message) {}

  private final Socket socket;
  private final FrameReader reader = new FrameReader(FrameFormat.FRAME_BYTES_MAX);
  private final Deque<Frame> frames = new ArrayDeque<>();

  RawSocket(Endpoint endpoint) throws IOException {
    socket = new Socket(endpoint.host(), endpoint.port());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
  }

  static Request.Hello hello(int shard) {
    return new Request.Hello(
        FrameFormat.VERSION, FrameFormat.VERSION, shard, Set.of(), "raw", "1", null);
  }

  /** The bytes of a frame. */
  static byte[] frame(int streamId, long epoch, Message message) {
    ByteBuf out = Unpooled.buffer();
    int start =
        FrameWriter.begin(
            new FrameHeader(
                MessageCodec.opcode(message),
                streamId,
                epoch,
                0,
                5_000_000,
                1,
                REQUESTS.incrementAndGet()),
            out);
    MessageCodec.encode(message, out);
    FrameWriter.end(start, out);
    return ByteBufUtil.getBytes(out);
  }

  /** The bytes of a frame with a body that is no message. */
  static byte[] frame(int streamId, int opcode, byte[] body) {
    ByteBuf out = Unpooled.buffer();
    int start = FrameWriter.begin(new FrameHeader(opcode, streamId, 1, 0, 0, 1, 1), out);
    out.writeBytes(body);
    FrameWriter.end(start, out);
    return ByteBufUtil.getBytes(out);
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** The next frame; null when the other side closed. */
  @Nullable Frame receive() throws IOException {
    byte[] buffer = new byte[1 << 16];
    while (frames.isEmpty()) {
      int count;
      try {
        count = socket.getInputStream().read(buffer);
      } catch (SocketException reset) {
        return null;
      }
      if (count < 0) {
        return null;
      }
      reader.read(
          Unpooled.wrappedBuffer(buffer, 0, count),
          (header, body) ->
              frames.add(new Frame(header, MessageCodec.decode(header.opcode(), body))));
    }
    return frames.remove();
  }

  /** The message of the next frame. */
  Message message() throws IOException {
    Frame frame = receive();
    if (frame == null) {
      throw new AssertionError("the node closed the connection");
    }
    return frame.message();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
