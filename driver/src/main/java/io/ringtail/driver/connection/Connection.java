// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.netty.buffer.ByteBuf;
import io.ringtail.driver.metric.NodeRecorder;
import io.ringtail.driver.transport.Link;
import io.ringtail.driver.transport.LinkListener;
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
import io.ringtail.protocol.row.Mutation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One link to one shard of a node, from the hello to its end. Pairs answers with requests by stream
 * id. Confined to its loop's thread.
 */
final class Connection implements LinkListener, FrameReader.Sink {
  /** What its owner hears. */
  interface Owner {
    void ready(Connection connection, Response.Welcome welcome);

    void event(Event event);

    /** Told once, before those who wait for answers. */
    void closed(Connection connection, @Nullable Throwable cause);
  }

  /** Frames of a turn are gathered up to this size before they are handed to the link. */
  private static final int GATHERED_BYTES = 64 << 10;

  private static final int OUT_BYTES_INITIAL = 1 << 10;

  private static final Request CANCEL = new Request.Cancel();

  private enum State {
    OPENING,
    GREETING,
    READY,
    CLOSED
  }

  private final Surroundings surroundings;
  private final Turn turn;
  private final int shard;
  private final Handshake handshake;
  private final NodeRecorder recorder;
  private final HeardLoad load;
  private final Owner owner;
  private final StreamTable streams = new StreamTable();
  private final FrameReader reader = new FrameReader(FrameFormat.HANDSHAKE_BYTES_MAX);

  /** By a write's stream, those who get it through the node and have not all answered. */
  private final Map<Integer, List<Request.Recipient>> recipientsOf = new HashMap<>();

  /** The stream that was given out last. */
  private int lastStream;

  private State state = State.OPENING;
  private @Nullable Link link;
  private @Nullable ByteBuf out;
  private boolean dirty;
  private boolean reading;

  /** Ends as soon as nothing is under way. */
  private boolean leaving;

  private int frameBytesMax = FrameFormat.HANDSHAKE_BYTES_MAX;
  private long receivedNanos;

  /** Whether something was sent since bytes last came that does not wait for others' requests. */
  private boolean unheard;

  private long unheardNanos;

  Connection(
      Surroundings surroundings,
      int shard,
      Handshake handshake,
      NodeRecorder recorder,
      HeardLoad load,
      Owner owner) {
    this.surroundings = surroundings;
    this.turn = surroundings.turn();
    this.shard = shard;
    this.handshake = handshake;
    this.recorder = recorder;
    this.load = load;
    this.owner = owner;
  }

  boolean isReady() {
    return state == State.READY;
  }

  int waiting() {
    return streams.waiting();
  }

  /** When bytes last came. */
  long receivedNanos() {
    return receivedNanos;
  }

  /** How long what is answered at once has waited for any bytes to come; 0 when nothing does. */
  long silenceNanos(long nowNanos) {
    return unheard ? nowNanos - unheardNanos : 0;
  }

  /**
   * Queues a request, to leave at the turn's end.
   *
   * @param body its encoding, which stays the caller's and is not read from its reader index on,
   *     but copied whole
   * @param tag given back with the answer
   * @return whether it was taken; if not, nothing was sent
   */
  boolean send(
      int opcode,
      ByteBuf body,
      long epoch,
      int timeLeftMicros,
      long counter,
      ReplyHandler handler,
      int tag) {
    Link open = link;
    if (state != State.READY
        || open == null
        || !open.isWritable()
        || FrameFormat.HEADER_BYTES + body.readableBytes() + FrameFormat.CHECKSUM_BYTES
            > frameBytesMax) {
      return false;
    }
    int id = streams.take(handler, tag, turn.nowNanos());
    if (id == 0) {
      return false;
    }
    lastStream = id;
    if (!unheard && opcode != Opcode.TAKE_TURN) {
      unheard = true;
      unheardNanos = turn.nowNanos();
    }
    recorder.sent();
    write(open, header(opcode, handler.rank(tag), id, epoch, timeLeftMicros, counter), body);
    return true;
  }

  /**
   * Queues writes that other replicas get through this one. Each of them answers on a stream of its
   * own, as if it had been sent a request.
   *
   * @return whether it was taken; if not, nothing was sent
   */
  boolean send(
      List<Mutation> mutations,
      List<Onward> others,
      long epoch,
      int timeLeftMicros,
      long counter,
      ReplyHandler handler,
      int tag) {
    List<Request.Recipient> recipients = new ArrayList<>();
    boolean taken = true;
    for (Onward other : others) {
      int id = streams.take(handler, other.tag(), turn.nowNanos());
      taken &= id != 0;
      if (id != 0) {
        recipients.add(new Request.Recipient(other.node(), id, other.later()));
      }
    }
    if (taken) {
      Request write = new Request.Write(mutations, recipients);
      ByteBuf body = turn.encode(write);
      taken = send(MessageCodec.opcode(write), body, epoch, timeLeftMicros, counter, handler, tag);
    }
    for (Request.Recipient recipient : recipients) {
      if (taken) {
        recorder.sent();
      } else {
        streams.release(streams.indexOf(recipient.streamId()));
      }
    }
    if (taken) {
      recipientsOf.put(lastStream, recipients);
    }
    return taken;
  }

  /** As {@link ShardLink#cancel}. */
  boolean cancel(long epoch, long counter, ReplyHandler handler, int tag) {
    Link open = link;
    int id = streams.find(handler, tag);
    if (id == 0 || open == null || !open.isWritable()) {
      return false;
    }
    write(
        open, header(Opcode.CANCEL, handler.rank(tag), id, epoch, 0, counter), turn.encode(CANCEL));
    return true;
  }

  private FrameHeader header(
      int opcode, int rank, int streamId, long epoch, int timeLeftMicros, long counter) {
    return new FrameHeader(
        opcode,
        rank,
        streamId,
        epoch,
        turn.timestamp(),
        timeLeftMicros,
        (int) (turn.nowNanos() / 1_000),
        surroundings.writer(),
        counter);
  }

  /** Whether a body of this size can be sent at all. */
  boolean fits(int bodyBytes) {
    return FrameFormat.HEADER_BYTES + bodyBytes + FrameFormat.CHECKSUM_BYTES <= frameBytesMax;
  }

  private void write(Link open, FrameHeader header, ByteBuf body) {
    ByteBuf buffer = out;
    if (buffer == null) {
      buffer =
          open.allocator().ioBuffer(Math.max(OUT_BYTES_INITIAL, 2 * body.readableBytes() + 64));
      out = buffer;
    }
    int start = FrameWriter.begin(header, buffer);
    buffer.writeBytes(body, body.readerIndex(), body.readableBytes());
    FrameWriter.end(start, buffer);
    if (buffer.readableBytes() >= GATHERED_BYTES) {
      out = null;
      open.write(buffer);
    }
    if (!dirty) {
      dirty = true;
      turn.dirty(this);
    }
  }

  /** Sends what was queued during the turn. */
  void flush() {
    dirty = false;
    Link open = link;
    if (open == null) {
      return;
    }
    ByteBuf buffer = out;
    if (buffer != null) {
      out = null;
      open.write(buffer);
    }
    open.flush();
  }

  @Override
  public void opened(Link newLink) {
    if (state == State.CLOSED) {
      newLink.close();
      return;
    }
    receivedNanos = turn.begin();
    link = newLink;
    state = State.GREETING;
    int id = streams.take(new Greeting(), 0, receivedNanos);
    recorder.sent();
    Request.Hello hello = Handshake.hello(surroundings.identity(), shard);
    write(
        newLink,
        new FrameHeader(
            MessageCodec.opcode(hello),
            id,
            surroundings.epoch().getAsLong(),
            turn.timestamp(),
            0,
            surroundings.writer(),
            0),
        turn.encode(hello));
  }

  @Override
  public void received(ByteBuf bytes) {
    receivedNanos = turn.begin();
    unheard = false;
    reading = true;
    try {
      reader.read(bytes, this);
    } catch (MalformedException e) {
      close(e);
    } finally {
      reading = false;
      if (state == State.CLOSED) {
        reader.close();
      }
    }
  }

  @Override
  public void frame(FrameHeader header, ByteBuf body) {
    if (state == State.CLOSED) {
      return;
    }
    turn.observe(header.clock());
    Message message = MessageCodec.decode(header.opcode(), body);
    if (header.streamId() == 0) {
      if (!(message instanceof Event event) || state != State.READY) {
        throw new MalformedException("stream 0 carries " + message.getClass().getSimpleName());
      }
      owner.event(event);
      return;
    }
    int index = streams.indexOf(header.streamId());
    if (index < 0 || !(message instanceof Response response)) {
      throw new MalformedException(
          message.getClass().getSimpleName()
              + " on stream "
              + header.streamId()
              + ", which waits for no answer");
    }
    load.heard(header, receivedNanos);
    int tag = streams.tag(index);
    long nanos = receivedNanos - streams.sentNanos(index);
    if (response instanceof Response.TurnTaken) {
      recorder.unmeasured(); // it was held back on purpose
    } else if (response instanceof Response.Done) {
      recorder.answered(nanos, receivedNanos, response instanceof Response.ReadDone);
    } else if (isRefusal(response, Reason.CANCELLED)) {
      recorder.cancelled(nanos, receivedNanos);
    } else if (isRefusal(response, Reason.OVERLOADED)) {
      recorder.refusedForLoad(nanos, receivedNanos);
    } else {
      recorder.refused(nanos, receivedNanos);
    }
    List<Request.Recipient> recipients =
        recipientsOf.isEmpty() ? null : recipientsOf.remove(header.streamId());
    streams.release(index).answered(tag, response, receivedNanos);
    if (recipients != null && response instanceof Response.Refused) {
      refused(recipients, response);
    }
    if (leaving && state != State.CLOSED) {
      closeWhenQuiet();
    }
  }

  private static boolean isRefusal(Response response, Reason reason) {
    return response instanceof Response.Refused refused && refused.reason() == reason;
  }

  /** A node that refuses a write does not see to its recipients either. */
  private void refused(List<Request.Recipient> recipients, Response response) {
    for (Request.Recipient recipient : recipients) {
      int index = streams.indexOf(recipient.streamId());
      if (index >= 0) {
        int tag = streams.tag(index);
        if (isRefusal(response, Reason.OVERLOADED)) {
          recorder.unmeasured();
        } else {
          recorder.lost();
        }
        streams.release(index).answered(tag, response, receivedNanos);
      }
    }
  }

  /** Ends the connection as soon as no request waits for an answer. */
  void closeWhenQuiet() {
    leaving = true;
    if (streams.nextWaiting(0) < 0) {
      close(null);
    }
  }

  @Override
  public void closed(@Nullable Throwable cause) {
    turn.begin();
    close(cause == null ? new IOException("the node closed the connection") : cause);
  }

  /** Ends the connection; who waits for an answer is told that it is lost. Idempotent. */
  void close(@Nullable Throwable cause) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    ByteBuf buffer = out;
    out = null;
    if (buffer != null) {
      buffer.release();
    }
    Link open = link;
    link = null;
    if (open != null) {
      open.close();
    }
    if (!reading) {
      reader.close();
    }
    owner.closed(this, cause);
    long now = turn.nowNanos();
    for (int index = streams.nextWaiting(0); index >= 0; index = streams.nextWaiting(index + 1)) {
      int tag = streams.tag(index);
      recorder.lost();
      streams.release(index).lost(tag, now);
    }
  }

  /** Waits for the welcome. */
  private final class Greeting implements ReplyHandler {
    @Override
    public void answered(int tag, Response response, long nowNanos) {
      String objection = handshake.objection(response);
      if (objection != null || !(response instanceof Response.Welcome welcome)) {
        close(new IOException(objection));
        return;
      }
      frameBytesMax = Math.min(welcome.frameBytesMax(), FrameFormat.FRAME_BYTES_MAX);
      reader.limit(FrameFormat.FRAME_BYTES_MAX);
      state = State.READY;
      owner.ready(Connection.this, welcome);
    }

    @Override
    public void lost(int tag, long nowNanos) {
      // The owner hears of the connection's end itself.
    }
  }
}
