// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.listener;

import io.netty.buffer.ByteBuf;
import io.ringtail.node.shard.Flushable;
import io.ringtail.node.shard.Requester;
import io.ringtail.node.shard.Shard;
import io.ringtail.node.shard.ShardLoad;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.codec.Opcode;
import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.frame.FrameReader;
import io.ringtail.protocol.frame.FrameWriter;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One accepted connection: first its handshake, on the accepting loop, then its requests, on its
 * shard's loop. Answers of a turn gather in one buffer. Confined to the loop that it is on.
 */
final class NodeConnection implements ServerLinkListener, FrameReader.Sink, Requester, Flushable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeConnection.class);

  /** Answers of a turn are gathered up to this size before they are handed to the link. */
  private static final int GATHERED_BYTES = 64 << 10;

  private static final int OUT_BYTES_INITIAL = 2 << 10;

  private final ServerLink link;
  private final NodeFace face;
  private final long idleTimeoutMillis;
  private final Consumer<NodeConnection> gone;
  private volatile ScheduledExecutorService loop;
  private FrameReader reader = new FrameReader(FrameFormat.HANDSHAKE_BYTES_MAX);

  /** Null until the handshake is done. */
  private @Nullable Shard shard;

  /** Bytes that came behind the handshake, until the link is on its shard's loop. */
  private @Nullable ByteBuf behind;

  private @Nullable ByteBuf out;
  private final FrameAge age = new FrameAge();

  /** Whether the last read took all that was there. */
  private boolean isEmptied = true;

  /** Whether the one before did. */
  private boolean wasEmptied = true;

  private boolean dirty;
  private boolean heard;
  private boolean reading;
  private boolean greeted;
  private boolean draining;
  private volatile boolean open = true;

  /**
   * A connection that was just accepted.
   *
   * @param gone told once when it has ended
   */
  NodeConnection(
      ServerLink link,
      ScheduledExecutorService loop,
      NodeFace face,
      long idleTimeoutMillis,
      Consumer<NodeConnection> gone) {
    this.link = link;
    this.loop = loop;
    this.face = face;
    this.idleTimeoutMillis = idleTimeoutMillis;
    this.gone = gone;
  }

  @Override
  public ScheduledExecutorService loop() {
    return loop;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void received(ByteBuf bytes) {
    reading = true;
    heard = true;
    Shard own = shard;
    if (own != null) {
      own.turn().received();
      wasEmptied = isEmptied;
      // A read that does not fill its buffer leaves nothing behind.
      isEmptied = bytes.isWritable();
    }
    try {
      if (!greeted || shard != null) {
        reader.read(bytes, this);
      }
      if (open && greeted && shard == null) {
        keep(bytes);
      }
    } catch (MalformedException e) {
      LOG.info("{} sent what is no frame, and is cut off: {}", link.remote(), e.getMessage());
      close();
    } finally {
      reading = false;
      if (!open) {
        reader.close();
      }
    }
  }

  /** Keeps bytes that came behind the hello; the link is not read meanwhile, so they are few. */
  private void keep(ByteBuf bytes) {
    ByteBuf kept = behind;
    if (kept == null) {
      kept = bytes.alloc().buffer(bytes.readableBytes());
      behind = kept;
    }
    kept.writeBytes(bytes);
  }

  @Override
  public void frame(FrameHeader header, ByteBuf body) {
    if (!open) {
      return;
    }
    Shard own = shard;
    if (own == null) {
      greet(header, body);
      return;
    }
    face.hybridClock().observe(header.clock());
    if (header.streamId() == 0) {
      throw new MalformedException("a request on stream 0, which belongs to events");
    }
    if (!MessageCodec.knows(header.opcode())) {
      answer(
          header.streamId(),
          refused(Reason.UNSUPPORTED, "this node does not know opcode " + header.opcode()));
      return;
    }
    Response.Refused objection =
        header.opcode() == Opcode.CANCEL
            ? null
            : own.load().objection(header, ageNanos(own, header));
    if (objection != null) {
      answer(header.streamId(), objection);
      return;
    }
    Message message = MessageCodec.decode(header.opcode(), body);
    switch (message) {
      case Request.Data data -> data(own, header, data);
      case Request.Cancel cancel -> own.cancel(this, header.streamId());
      case Request.Control control -> face.control().handle(header, control, this);
      case Request.Hello hello -> throw new MalformedException("a second hello");
      case Response response ->
          throw new MalformedException("an answer, where requests are expected");
      case Event event -> throw new MalformedException("an event, where requests are expected");
    }
  }

  /**
   * Where more was there than the last read took, turns of the shard do not tell how long frames
   * wait. Elsewhere the sender's clock is not asked, which can stand still for a while.
   */
  private long ageNanos(Shard own, FrameHeader header) {
    long nanos = 1_000L * age.micros(header.sentMicros(), own.load().nowNanos());
    return wasEmptied ? 0 : nanos;
  }

  private void data(Shard own, FrameHeader header, Request.Data data) {
    try {
      face.router().handle(own, header, data, this);
    } catch (RuntimeException e) {
      LOG.error("a request of {} failed by a bug of this node", link.remote(), e);
      answer(
          header.streamId(),
          new Response.Unknown(Reason.INTERNAL, "a bug of the node, whose log has more: " + e));
    }
  }

  private void greet(FrameHeader header, ByteBuf body) {
    Request.Hello hello = Greeting.hello(header.opcode(), body);
    Response.Refused objection = Greeting.objection(header.opcode(), hello, face);
    if (hello == null || objection != null) {
      LOG.info(
          "{} is refused: {}",
          link.remote(),
          objection == null ? "its first frame is no hello" : objection.detail());
      if (objection != null) {
        answer(header.streamId(), objection);
        flush();
      }
      close();
      return;
    }
    greeted = true;
    reader.close();
    Shard target = face.router().shard(hello.shard());
    link.moveTo(target.loop(), () -> moved(target, header, hello));
    loop = target.loop();
  }

  /** Goes on, on the shard's loop. */
  private void moved(Shard target, FrameHeader header, Request.Hello hello) {
    ByteBuf kept = behind;
    behind = null;
    try {
      if (!open) {
        return;
      }
      shard = target;
      reader = new FrameReader(FrameFormat.FRAME_BYTES_MAX);
      LOG.debug(
          "{} is connected to shard {}: {} {}",
          link.remote(),
          target.index(),
          hello.clientName(),
          hello.clientVersion());
      answer(header.streamId(), Greeting.welcome(hello, target, face));
      listen();
      if (kept != null) {
        received(kept);
      }
    } finally {
      if (kept != null) {
        kept.release();
      }
    }
  }

  @Override
  public void answer(int streamId, Response response) {
    write(streamId, response);
  }

  @Override
  public void tell(Event event) {
    if (shard != null) {
      write(0, event);
    }
  }

  private void write(int streamId, Message message) {
    if (!open) {
      return;
    }
    ByteBuf buffer = out;
    if (buffer == null) {
      buffer = link.allocator().ioBuffer(OUT_BYTES_INITIAL);
      out = buffer;
    }
    if (!append(streamId, message, buffer)) {
      append(
          streamId,
          refused(Reason.INVALID, "the answer is longer than a frame: ask for less at once"),
          buffer);
    }
    if (buffer.readableBytes() >= GATHERED_BYTES) {
      out = null;
      link.write(buffer);
    }
    Shard own = shard;
    if (!dirty && own != null) {
      dirty = true;
      own.turn().dirty(this);
    }
  }

  private boolean append(int streamId, Message message, ByteBuf buffer) {
    int start = buffer.writerIndex();
    Shard own = shard;
    ShardLoad load = own == null || streamId == 0 ? null : own.load();
    FrameWriter.begin(
        new FrameHeader(
            MessageCodec.opcode(message),
            load == null ? 0 : load.ranksRefused(),
            streamId,
            face.serving().map().epoch(),
            face.hybridClock().current(),
            load == null ? 0 : load.waitMicros(),
            load == null ? 0 : (int) (load.nowNanos() / 1_000),
            0,
            0),
        buffer);
    try {
      MessageCodec.encode(message, buffer);
      FrameWriter.end(start, buffer);
      return true;
    } catch (IllegalArgumentException | IndexOutOfBoundsException tooLong) {
      LOG.debug("an answer for {} does not fit into a frame", link.remote(), tooLong);
      buffer.writerIndex(start);
      return false;
    }
  }

  @Override
  public void flush() {
    dirty = false;
    ByteBuf buffer = out;
    out = null;
    if (buffer != null) {
      link.write(buffer);
    }
    if (open) {
      link.flush();
    }
  }

  private Response.Refused refused(Reason reason, String detail) {
    return new Response.Refused(reason, detail, 0, new Epoch(face.serving().map().epoch()));
  }

  /** The time for the handshake is over. */
  void expire() {
    if (open && !greeted) {
      LOG.info("{} did not introduce itself in time, and is cut off", link.remote());
      close();
    }
  }

  /**
   * Looks again and again whether anything came: a peer whose machine is gone sends no end. Silence
   * is noticed before it is twice as long as the time-out.
   */
  private void listen() {
    heard = false;
    loop.schedule(this::checkHeard, idleTimeoutMillis, TimeUnit.MILLISECONDS);
  }

  private void checkHeard() {
    if (open && heard) {
      listen();
    } else if (open) {
      LOG.info("{} has been silent for {} ms, and is cut off", link.remote(), idleTimeoutMillis);
      close();
    }
  }

  /** Ends the connection. */
  void close() {
    link.close();
    end();
  }

  void closeFromAnyThread() {
    onLoop(this::close);
  }

  /** Asks the other side to leave, once, as soon as it has introduced itself. */
  void drainFromAnyThread(Event.Draining event) {
    onLoop(() -> {
      if (shard != null && !draining) {
        draining = true;
        tell(event);
      }
    });
  }

  private void onLoop(Runnable task) {
    ScheduledExecutorService at = loop;
    at.execute(() -> {
      if (at.equals(loop)) {
        task.run();
      } else {
        // It has moved to its shard's loop meanwhile.
        onLoop(task);
      }
    });
  }

  @Override
  public void closed(@Nullable Throwable cause) {
    if (cause != null) {
      LOG.debug("{} is gone: {}", link.remote(), cause.toString());
    }
    end();
  }

  private void end() {
    if (!open) {
      return;
    }
    open = false;
    ByteBuf buffer = out;
    out = null;
    if (buffer != null) {
      buffer.release();
    }
    if (!reading) {
      reader.close();
    }
    gone.accept(this);
  }
}
