// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Vnode;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A shard's look at all partitions that it has of a table, for itself. Confined to its loop. */
final class OwnScan implements Requester {
  private static final int PAGE_ROWS = 256;
  private static final int PAGE_BYTES = 1 << 20;
  private static final long AGAIN_MILLIS = 1_000;

  private final Shard shard;
  private final Shard.Surroundings around;
  private final int tableId;
  private final Consumer<byte[]> key;
  private Request.Scan page;

  private OwnScan(
      Shard shard, Shard.Surroundings around, int tableId, int[] vnodes, Consumer<byte[]> key) {
    this.shard = shard;
    this.around = around;
    this.tableId = tableId;
    this.key = key;
    this.page =
        new Request.Scan(
            tableId, vnodes, null, null, PAGE_ROWS, PAGE_BYTES, around.clock().wallMillis());
  }

  /** Tells each key, a page at a time. */
  static void begin(Shard shard, Shard.Surroundings around, int tableId, Consumer<byte[]> key) {
    ServedMap map = around.serving().map();
    ServedTable table = map.table(tableId);
    if (table == null) {
      return;
    }
    int[] vnodes =
        IntStream.range(0, 1 << map.vnodeBits())
            .filter(vnode -> Vnode.shard(vnode, around.shards()) == around.index())
            .filter(table::owns)
            .toArray();
    if (vnodes.length > 0) {
      new OwnScan(shard, around, tableId, vnodes, key).ask();
    }
  }

  private void ask() {
    ServedMap map = around.serving().map();
    if (map.table(tableId) != null && !shard.isClosed()) {
      FrameHeader header =
          new FrameHeader(
              MessageCodec.opcode(page), 1, map.epoch(), around.hybridClock().current(), 0, 0, 0);
      shard.handle(header, page, this);
    }
  }

  @Override
  public void answer(int streamId, Response response) {
    if (response instanceof Response.ScanDone done) {
      done.entries().forEach(entry -> key.accept(entry.key()));
      if (done.next() != null) {
        page =
            new Request.Scan(
                tableId,
                page.vnodes(),
                done.next(),
                null,
                PAGE_ROWS,
                PAGE_BYTES,
                around.clock().wallMillis());
        around.loop().execute(this::ask);
      }
    } else {
      around.loop().schedule(this::ask, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public ScheduledExecutorService loop() {
    return around.loop();
  }

  @Override
  public void tell(Event event) {
    // Nothing is told to a shard itself.
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
