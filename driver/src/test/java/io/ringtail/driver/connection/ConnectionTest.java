// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ringtail.driver.metric.NodeRecorder;
import io.ringtail.driver.scripted.SimulatedLoop;
import io.ringtail.driver.transport.Link;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.frame.FrameReader;
import io.ringtail.protocol.frame.FrameWriter;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.time.HybridClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A connection whose other end is played by hand. */
class ConnectionTest implements Connection.Owner, Link, ReplyHandler {
  private final SimulatedLoop loop = new SimulatedLoop();
  private final Turn turn = new Turn(loop, loop, new HybridClock(loop, 500));
  private final Surroundings surroundings =
      new Surroundings(
          (endpoint, executor, listener) -> {},
          loop,
          turn,
          loop,
          new SplittableRandom(1),
          new Identity("test", "1", null),
          77,
          () -> 3L);
  private final Connection connection =
      new Connection(
          surroundings, 5, Handshake.WITH_ANYBODY, new NodeRecorder(), new HeardLoad(), this);
  private final List<FrameHeader> sent = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private int flushes;

  @Override
  public void ready(Connection which, Response.Welcome welcome) {
    heard.add("ready");
  }

  @Override
  public void event(Event event) {
    heard.add("event");
  }

  @Override
  public void closed(Connection which, @Nullable Throwable cause) {
    heard.add("closed " + (cause == null ? "" : cause.getMessage()));
  }

  @Override
  public void answered(int tag, Response response, long nowNanos) {
    heard.add(tag + " " + response.getClass().getSimpleName());
  }

  @Override
  public void lost(int tag, long nowNanos) {
    heard.add(tag + " lost");
  }

  @Override
  public ByteBufAllocator allocator() {
    return UnpooledByteBufAllocator.DEFAULT;
  }

  @Override
  public void write(ByteBuf bytes) {
    FrameReader reader = new FrameReader(FrameFormat.FRAME_BYTES_MAX);
    reader.read(
        bytes,
        (header, body) -> {
          sent.add(header);
          messages.add(MessageCodec.decode(header.opcode(), body));
        });
    bytes.release();
  }

  @Override
  public void flush() {
    flushes++;
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void close() {
    heard.add("link closed");
  }

  private void greet() {
    connection.opened(this);
    loop.runFor(1);
    receive(
        sent.get(0).streamId(),
        new Response.Welcome(
            1,
            Set.of(),
            new NodeId(new UUID(1, 1)),
            new ClusterId(new UUID(2, 2)),
            4,
            1,
            Epoch.FIRST,
            FrameFormat.FRAME_BYTES_MAX,
            "test"));
  }

  private void receive(int streamId, Message message) {
    ByteBuf out = Unpooled.buffer();
    int start =
        FrameWriter.begin(
            new FrameHeader(MessageCodec.opcode(message), streamId, 1, 0, 0, 0, 0), out);
    MessageCodec.encode(message, out);
    FrameWriter.end(start, out);
    connection.received(out);
    out.release();
  }

  private boolean ping(int tag) {
    Request ping = new Request.Ping();
    turn.begin();
    return connection.send(MessageCodec.opcode(ping), turn.encode(ping), 9, 1_000, 12, this, tag);
  }

  @Test
  void saysHelloFirstAndNothingElseBeforeTheWelcome() {
    assertThat(ping(1)).isFalse();
    connection.opened(this);
    assertThat(ping(1)).isFalse();
    loop.runFor(1);
    assertThat(messages).hasSize(1);
    assertThat(((Request.Hello) messages.get(0)).shard()).isEqualTo(5);
    assertThat(heard).isEmpty();
  }

  @Test
  void whatOneTurnWritesLeavesWithOneFlush() {
    greet();
    int before = flushes;
    for (int i = 0; i < 10; i++) {
      assertThat(ping(i)).isTrue();
    }
    assertThat(flushes).isEqualTo(before);
    loop.runFor(1);
    assertThat(flushes).isEqualTo(before + 1);
    assertThat(sent).hasSize(11);
    FrameHeader header = sent.get(10);
    assertThat(header.epoch()).isEqualTo(9);
    assertThat(header.requestWriter()).isEqualTo(77);
    assertThat(header.requestCounter()).isEqualTo(12);
    assertThat(header.timeMicros()).isEqualTo(1_000);
  }

  @Test
  void answersFindTheirRequestsInAnyOrder() {
    greet();
    ping(1);
    ping(2);
    loop.runFor(1);
    receive(sent.get(2).streamId(), new Response.Pong(Epoch.FIRST));
    receive(sent.get(1).streamId(), new Response.WriteDone());
    assertThat(heard).containsExactly("ready", "2 Pong", "1 WriteDone");
  }

  @Test
  void anAnswerThatComesTwiceEndsTheConnection() {
    greet();
    ping(1);
    loop.runFor(1);
    int stream = sent.get(1).streamId();
    receive(stream, new Response.Pong(Epoch.FIRST));
    ping(2);
    receive(stream, new Response.Pong(Epoch.FIRST));
    assertThat(heard)
        .containsExactly(
            "ready",
            "1 Pong",
            "link closed",
            "closed Pong on stream " + stream + ", which waits for no answer",
            "2 lost");
  }

  @Test
  void brokenBytesEndTheConnectionAndLoseWhatWaits() {
    greet();
    ping(1);
    loop.runFor(1);
    ByteBuf junk = Unpooled.wrappedBuffer(new byte[] {0x7F, 0, 0, 0, 1, 2, 3});
    connection.received(junk);
    connection.closed(null);
    assertThat(heard).hasSize(4).startsWith("ready", "link closed").endsWith("1 lost");
    assertThat(ping(2)).isFalse();
  }

  @Test
  void nothingButAWelcomeOpensIt() {
    connection.opened(this);
    loop.runFor(1);
    receive(sent.get(0).streamId(), new Response.Pong(Epoch.FIRST));
    assertThat(heard).containsExactly("link closed", "closed the node answers a hello with Pong");
  }

  @Test
  void anEventBeforeTheWelcomeEndsIt() {
    connection.opened(this);
    receive(0, new Response.Pong(Epoch.FIRST));
    assertThat(heard).first().isEqualTo("link closed");
  }

  @Test
  void aLinkThatOpensTooLateIsClosedAtOnce() {
    connection.close(null);
    connection.opened(this);
    assertThat(heard).containsExactly("closed ", "link closed");
  }
}
