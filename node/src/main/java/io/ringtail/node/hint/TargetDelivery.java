// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.driver.retry.Backoff;
import io.ringtail.protocol.ring.NodeId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers one target's hints, oldest first: reads a piece of the oldest segment, sends it batch by
 * batch, one at a time, and so on until the segment can go. Confined to the loop.
 */
final class TargetDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(TargetDelivery.class);

  /** Bounds of a batch: what the target merges in well below a millisecond. */
  static final int BATCH_BYTES = 1 << 16;

  static final int BATCH_HINTS = 128;

  /** A target that is overloaded is left alone for a quarter of a second, and up to ten. */
  private static final Backoff BACKOFF = new Backoff(250_000_000L, 10_000_000_000L);

  private final NodeId target;
  private final HintDelivery.Surroundings around;
  private final ByteRate rate;

  /** What is being delivered; null when nothing is. */
  private @Nullable HintSegment segment;

  /** Where to read on in it. */
  private int offset;

  /** What was read of it, and is not delivered yet; what is being sent, too. */
  private final Deque<Hint> read = new ArrayDeque<>();

  private boolean stopped;
  private boolean reading;
  private boolean sending;

  /** Batches that were sent: nobody is heard but who tells of the last one. */
  private long batches;

  /** What failed in a row. */
  private int attempts;

  private long retryAtNanos;

  TargetDelivery(NodeId target, HintDelivery.Surroundings around) {
    this.target = target;
    this.around = around;
    this.rate = around.newRate();
    this.retryAtNanos = around.clock().nanos();
  }

  /** Does nothing any more. */
  void stop() {
    stopped = true;
  }

  /** Whether it can be forgotten, and made anew when there are hints again. */
  boolean isIdle() {
    return segment == null && !reading && !sending && rate.isFree();
  }

  /**
   * Does what can be done now.
   *
   * @param seals whether a segment that is appended to may be taken
   */
  void advance(boolean seals) {
    if (reading || sending || stopped) {
      return;
    }
    leaveSegment();
    if (!around.isUp().test(target)) {
      pause();
      return;
    }
    if (around.clock().nanos() - retryAtNanos < 0) {
      return;
    }
    if (!read.isEmpty()) {
      send();
    } else {
      load(seals);
    }
  }

  /** Lets go of a segment that is done, or gone. */
  private void leaveSegment() {
    if (segment != null && segment.isRemoved()) {
      segment = null;
      read.clear();
    } else if (segment != null && read.isEmpty() && offset >= segment.end()) {
      around.source().finished(segment);
      segment = null;
    }
  }

  /** Nothing is kept in memory for a target that is down. */
  private void pause() {
    if (!read.isEmpty()) {
      offset = read.getFirst().offset();
      read.clear();
    }
    attempts = 0;
    retryAtNanos = around.clock().nanos();
  }

  private void load(boolean seals) {
    if (segment == null) {
      segment = around.source().oldest(target, seals);
      offset = HintFormat.SEGMENT_HEADER_BYTES;
    }
    HintSegment from = segment;
    if (from != null) {
      reading = true;
      around.source().read(from, offset, (chunk, failure) -> loaded(from, chunk, failure));
    }
  }

  private void loaded(
      HintSegment from, HintReader.@Nullable Chunk chunk, @Nullable IOException failure) {
    reading = false;
    if (chunk != null) {
      if (chunk.lostBytes() > 0 && !from.isRemoved()) {
        LOG.warn(
            "{}: {} bytes of hints before offset {} are damaged, and not delivered",
            from.path(),
            chunk.lostBytes(),
            chunk.next());
      }
      read.addAll(chunk.hints());
      offset = chunk.next();
      advance(false);
    } else {
      LOG.warn("{} cannot be read: {}; it is tried again", from.path(), String.valueOf(failure));
      backOff();
    }
  }

  private void send() {
    HintSegment from = segment;
    dropExpired();
    if (from == null || read.isEmpty()) {
      // What is read next is of the same segment, or finds that it is at its end.
      around.loop().execute(() -> advance(false));
      return;
    }
    if (!rate.isFree()) {
      return;
    }
    List<Hint> batch = batch();
    long bytes = batch.stream().mapToLong(Hint::recordBytes).sum();
    rate.take(bytes, around.shares().getAsInt());
    sending = true;
    long number = ++batches;
    around
        .sender()
        .send(
            target,
            batch.stream().map(Hint::mutation).toList(),
            batch.getFirst().createdMillis(),
            outcome -> {
              if (sending && number == batches) {
                sent(from, batch.size(), outcome);
              }
            });
  }

  private void dropExpired() {
    long nowMillis = around.clock().wallMillis();
    int count = 0;
    while (!read.isEmpty() && around.source().isExpired(read.getFirst(), nowMillis)) {
      read.removeFirst();
      count++;
    }
    if (segment != null && !segment.isRemoved()) {
      around.source().expired(segment, count);
    }
  }

  /** The first hints that were read, as many as go together. */
  private List<Hint> batch() {
    List<Hint> batch = new ArrayList<>();
    int bytes = 0;
    for (Hint hint : read) {
      bytes += hint.recordBytes();
      if (!batch.isEmpty() && (bytes > BATCH_BYTES || batch.size() == BATCH_HINTS)) {
        break;
      }
      batch.add(hint);
    }
    return batch;
  }

  private void sent(HintSegment from, int count, HintSender.Outcome outcome) {
    sending = false;
    switch (outcome) {
      case DELIVERED, GONE -> {
        for (int i = 0; i < count; i++) {
          read.removeFirst();
        }
        if (!from.isRemoved()) {
          around.source().delivered(from, count);
        }
        attempts = 0;
        // A task of its own: the sender may have told at once.
        around.loop().execute(() -> advance(false));
      }
      case RETRY -> backOff();
    }
  }

  private void backOff() {
    long delay = BACKOFF.delayNanos(attempts, around.random());
    attempts++;
    retryAtNanos = around.clock().nanos() + delay;
  }
}
