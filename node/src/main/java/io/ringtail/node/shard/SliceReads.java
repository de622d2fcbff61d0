// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.storage.ReadOutcome;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.PartitionData;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the slices of a partition that a conditional write looks at, as one. */
final class SliceReads {
  private final ShardStorage storage;
  private final Request.Prepare prepare;
  private final byte[][] contents;
  private int missing;
  private long position;
  private @Nullable String damage;

  SliceReads(ShardStorage storage, Request.Prepare prepare) {
    this.storage = storage;
    this.prepare = prepare;
    this.missing = prepare.slices().size();
    this.contents = new byte[missing][];
  }

  /** Begins to read, and tells once when all is there: perhaps at once. */
  void begin(Consumer<SliceReads> done) {
    List<ByteRange> slices = prepare.slices();
    for (int i = 0; i < slices.size(); i++) {
      Request.Read read =
          new Request.Read(
              prepare.tableId(),
              List.of(),
              slices.get(i),
              null,
              Request.Read.ROWS_ALL,
              false,
              prepare.nowMillis(),
              false);
      int index = i;
      ReadOutcome outcome = storage.read(read, prepare.key());
      if (outcome instanceof ReadOutcome.Pending pending) {
        pending.waiting().whenDone(late -> take(index, late, done));
      } else {
        take(index, outcome, done);
      }
    }
  }

  private void take(int index, ReadOutcome outcome, Consumer<SliceReads> done) {
    switch (outcome) {
      case ReadOutcome.Answer answer -> {
        contents[index] = answer.content();
        position = Math.max(position, answer.position());
      }
      case ReadOutcome.Damaged damaged -> damage = damaged.detail();
      case ReadOutcome.Pending pending ->
          throw new IllegalStateException("a read is pending for a second time");
      case ReadOutcome.Unwanted unwanted ->
          throw new IllegalStateException("nobody took the read back");
    }
    if (--missing == 0) {
      done.accept(this);
    }
  }

  /** Why there is nothing to tell; null when there is. */
  @Nullable String damage() {
    return damage;
  }

  /** What the log must be committed to before the content may be told. */
  long position() {
    return position;
  }

  /** The canonical encoding of all slices together. */
  byte[] content() {
    if (contents.length == 1) {
      return contents[0];
    }
    PartitionData all = PartitionData.EMPTY;
    for (byte[] content : contents) {
      all = Merge.partitions(all, PartitionCodec.decode(content));
    }
    return PartitionCodec.encode(all);
  }
}
