// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection, as TCP shows it: bytes wait in the sender's process, are under
 * way, have arrived, and are read, always in order. A segment that is lost or held up holds up what
 * is behind it; when that takes too long, the sender's kernel gives up. Acknowledgements are not
 * simulated: a sender knows at once what was read. Confined to the simulation's thread.
 */
final class Flow implements Runnable {
  /** What two kernels hold between two processes: a send buffer and a receive buffer. */
  private static final long WINDOW_BYTES = 256 << 10;

  /** Segments up to this size mostly arrive whole. */
  private static final int WHOLE_BYTES_MAX = 16 << 10;

  private static final int SEGMENT_BYTES_MAX = 64 << 10;

  /** One of so many short segments is cut. */
  private static final int CUT_ONE_OF = 32;

  /** When a sender gives up: what is lost six times is sent again for 12.6 s. */
  static final long BREAK_NANOS = 15_000_000_000L;

  /** How soon it is seen that a path is free again, at least and at most. */
  private static final long RETRY_NANOS_MIN = 200_000_000;

  private static final long RETRY_NANOS_MAX = 400_000_000;

  private enum Kind {
    OPEN,
    BYTES,
    END
  }

  /** Something under way. */
  private record Segment(Kind kind, @Nullable ByteBuf bytes, long dueNanos, boolean lost) {
    int length() {
      return bytes == null ? 0 : bytes.readableBytes();
    }
  }

  private final Conversation conversation;
  private final SimulatedNetwork network;
  private final SplittableRandom random;
  private final Path path;
  private final SimulatedLink sender;
  private final SimulatedLink receiver;

  /** What the process wrote and its kernel did not take yet. */
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(4);

  private long waitingBytes;

  /** Of those, from the head on. */
  private long flushedBytes;

  private final ArrayDeque<Segment> underWay = new ArrayDeque<>(4);
  private long underWayBytes;
  private final ArrayDeque<ByteBuf> arrived = new ArrayDeque<>(4);
  private long arrivedBytes;
  private boolean endArrived;
  private int port;
  private long lastDueNanos;
  private boolean scheduled;

  /** Since when nothing gets through; -1 when it does. */
  private long stalledNanos = -1;

  Flow(Conversation conversation, Path path, SimulatedLink sender, SimulatedLink receiver) {
    this.conversation = conversation;
    this.network = conversation.network();
    this.random = conversation.random();
    this.path = path;
    this.sender = sender;
    this.receiver = receiver;
  }

  long waitingBytes() {
    return waitingBytes;
  }

  boolean hasArrived() {
    return arrivedBytes > 0;
  }

  /** Whether the sender has ended its side, and all was read. */
  boolean isAtEnd() {
    return endArrived && arrivedBytes == 0;
  }

  /** Asks the receiver's process to accept the connection. */
  void open(int toPort) {
    port = toPort;
    transmit(Kind.OPEN, null, 0);
  }

  void write(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (length == 0) {
      bytes.release();
      return;
    }
    waiting.add(bytes);
    waitingBytes += length;
  }

  void flush() {
    flushedBytes = waitingBytes;
    pump();
  }

  /** Hands to the kernel what it can take. */
  void pump() {
    while (flushedBytes > 0) {
      long room = WINDOW_BYTES - underWayBytes - arrivedBytes;
      if (room <= 0 || !sender.host().passes()) {
        break;
      }
      int length = cut((int) Math.min(room, flushedBytes));
      transmit(Kind.BYTES, take(length), length);
    }
    sender.waits(waitingBytes);
  }

  private int cut(int length) {
    if (length > WHOLE_BYTES_MAX) {
      return 1 + random.nextInt(Math.min(length, SEGMENT_BYTES_MAX));
    }
    return length > 1 && random.nextInt(CUT_ONE_OF) == 0 ? 1 + random.nextInt(length - 1) : length;
  }

  private ByteBuf take(int length) {
    ByteBuf piece = network.segments().heapBuffer(length, length);
    for (int left = length; left > 0; ) {
      ByteBuf head = waiting.element();
      int part = Math.min(left, head.readableBytes());
      piece.writeBytes(head, part);
      left -= part;
      if (!head.isReadable()) {
        waiting.remove().release();
      }
    }
    waitingBytes -= length;
    flushedBytes -= length;
    return piece;
  }

  private void transmit(Kind kind, @Nullable ByteBuf bytes, int length) {
    long lossNanos = path.lossNanos(random, BREAK_NANOS);
    long due = Math.max(lastDueNanos, path.dueNanos(random, length) + lossNanos);
    lastDueNanos = due;
    underWay.add(new Segment(kind, bytes, due, lossNanos >= BREAK_NANOS));
    underWayBytes += length;
    network.underWay(length);
    double resetChance = path.conditions().resetChance();
    if (resetChance > 0) {
      considerReset(resetChance);
    }
    if (!scheduled) {
      schedule(due);
    }
  }

  /** Cuts the connection a while later, so that the segment arrives or not, or even its answer. */
  private void considerReset(double chance) {
    if (path.happens(random, chance, NetworkFault.RESET)) {
      long nanosMax = 4 * path.conditions().latencyNanosMax();
      network.time().after(random.nextLong(nanosMax + 1), conversation::reset);
    }
  }

  /** The sender's kernel ends its side, behind what is under way. */
  void end() {
    transmit(Kind.END, null, 0);
  }

  /** The sender's kernel says that it knows no such connection; said once, and lost or not. */
  void reset() {
    network
        .time()
        .after(
            path.latencyNanos(random),
            () -> {
              if (path.lets()) {
                receiver.cut(new IOException("Connection reset by peer"));
              }
            });
  }

  private void schedule(long atNanos) {
    scheduled = true;
    network.time().at(Math.max(atNanos, network.time().nanos()), this);
  }

  /** The first segment under way is due. */
  @Override
  public void run() {
    scheduled = false;
    if (underWay.isEmpty() || isStalled()) {
      return;
    }
    long now = network.time().nanos();
    boolean unwanted = false;
    for (Segment head = underWay.peek();
        head != null && head.dueNanos <= now;
        head = underWay.peek()) {
      if (head.lost) {
        giveUp();
        return;
      }
      underWay.remove();
      unwanted |= !arrive(head);
    }
    if (unwanted) {
      receiver.answerReset();
    } else {
      receiver.hasArrived();
    }
    Segment next = underWay.peek();
    if (next != null && !scheduled) {
      schedule(next.dueNanos);
    }
  }

  private boolean isStalled() {
    long now = network.time().nanos();
    if (path.lets()) {
      stalledNanos = -1;
      return false;
    }
    if (stalledNanos < 0) {
      stalledNanos = now;
    }
    long breakNanos = stalledNanos + BREAK_NANOS;
    if (now >= breakNanos) {
      giveUp();
    } else {
      long retryNanos = now + random.nextLong(RETRY_NANOS_MIN, RETRY_NANOS_MAX);
      schedule(Math.min(retryNanos, breakNanos));
    }
    return true;
  }

  private void giveUp() {
    releaseUnderWay();
    sender.cut(new IOException("Connection timed out"));
  }

  /** Whether the receiver is there. */
  private boolean arrive(Segment segment) {
    int length = segment.length();
    underWayBytes -= length;
    if (segment.kind == Kind.OPEN) {
      return receiver.ask(port);
    }
    ByteBuf bytes = segment.bytes;
    if (bytes == null) {
      endArrived = true;
      return true;
    }
    if (receiver.isClosed()) {
      network.underWay(-length);
      bytes.release();
      return false;
    }
    arrived.add(bytes);
    arrivedBytes += length;
    return true;
  }

  /** What a read gets, which the caller releases; null when there is nothing. */
  @Nullable ByteBuf read() {
    ByteBuf head = arrived.poll();
    if (head == null) {
      return null;
    }
    ByteBuf next = arrived.peek();
    if (next != null
        && head.readableBytes() + next.readableBytes() <= SEGMENT_BYTES_MAX
        && random.nextBoolean()) {
      head = join(head, arrived.remove());
    }
    int length = head.readableBytes();
    arrivedBytes -= length;
    network.underWay(-length);
    return head;
  }

  private ByteBuf join(ByteBuf first, ByteBuf second) {
    int length = first.readableBytes() + second.readableBytes();
    ByteBuf both = network.segments().heapBuffer(length, length);
    both.writeBytes(first).writeBytes(second);
    first.release();
    second.release();
    return both;
  }

  /** Forgets what the sender's process holds. */
  void releaseWaiting() {
    for (ByteBuf bytes = waiting.poll(); bytes != null; bytes = waiting.poll()) {
      bytes.release();
    }
    waitingBytes = 0;
    flushedBytes = 0;
  }

  /** Forgets what is between the two machines. */
  void releaseUnderWay() {
    releaseUnderWayFrom(0);
  }

  /** The sender's machine is off: what it would have to send again is lost. */
  void releaseUnsent() {
    if (stalledNanos >= 0) {
      releaseUnderWay();
    } else {
      releaseUnderWayFrom(network.time().nanos() + path.conditions().latencyNanosMax());
    }
  }

  private void releaseUnderWayFrom(long dueNanos) {
    for (Segment last = underWay.peekLast();
        last != null && last.dueNanos >= dueNanos;
        last = underWay.peekLast()) {
      underWay.removeLast();
      int length = last.length();
      underWayBytes -= length;
      network.underWay(-length);
      if (last.bytes != null) {
        last.bytes.release();
      }
      if (last.kind == Kind.OPEN) {
        receiver.neverOpened();
      }
    }
  }

  /** Forgets what the receiver's kernel holds. */
  void releaseArrived() {
    for (ByteBuf bytes = arrived.poll(); bytes != null; bytes = arrived.poll()) {
      network.underWay(-bytes.readableBytes());
      bytes.release();
    }
    arrivedBytes = 0;
  }
}
