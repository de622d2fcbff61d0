// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.coordination;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.Trace;
import io.ringtail.driver.consensus.ExpectedWrite;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.coordination.ScanPage;
import io.ringtail.driver.lane.Aim;
import io.ringtail.driver.lane.Completion;
import io.ringtail.driver.lane.ConditionalOperation;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.Operation;
import io.ringtail.driver.lane.ReadOperation;
import io.ringtail.driver.lane.WriteOperation;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.schema.Table;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes an operation of the driver of what a thin client asks for. Confined to a shard's loop. */
final class CoordinatedRequest {
  private final NodeId self;
  private final Lane lane;
  private final MapView view;
  private final Consumer<Response> answer;
  private @Nullable Trace trace;

  /** One request of a client, who is told of its end once. */
  CoordinatedRequest(NodeId self, Lane lane, Consumer<Response> answer) {
    this.self = self;
    this.lane = lane;
    this.view = lane.view();
    this.answer = answer;
  }

  /** Begins it; what cannot be begun is answered at once. */
  void submit(Request.Coordinate request, long timeoutNanos) {
    trace = request.traced() ? new Trace() : null;
    Level level = Level.ofCode(request.level());
    if (level == null) {
      refuse(Reason.INVALID, "there is no level " + request.level());
      return;
    }
    switch (request.request()) {
      case Request.Read read -> {
        Aim aim = aim(read.tableId(), token(read.keys().getFirst()), level, timeoutNanos);
        submit(aim, to -> ReadOperation.of(to, read, ending(to, CoordinatedRequest::ofRead)));
      }
      case Request.Write write -> {
        int tableId = write.mutations().getFirst().tableId();
        long token = token(write.mutations().getFirst().key());
        submit(
            aim(tableId, token, level, timeoutNanos),
            to ->
                new WriteOperation(
                    to, write.mutations(), ending(to, done -> new Response.WriteDone())));
      }
      case Request.Scan scan -> {
        long token = Vnode.firstToken(scan.vnodes()[0], view.map().vnodeBits());
        submit(
            aim(scan.tableId(), token, level, timeoutNanos),
            to -> ReadOperation.of(to, scan, ending(to, CoordinatedRequest::ofScan)));
      }
      case Request.Decide decide -> {
        Level serial = level.isSerial() ? level : Level.SERIAL;
        submit(
            aim(decide.tableId(), token(decide.key()), serial, timeoutNanos),
            to ->
                new ConditionalOperation<>(
                    to,
                    decide.key(),
                    new ExpectedWrite(decide.slices(), decide.expected(), decide.content()),
                    ending(to, decided -> decided)));
      }
      case Request.Data other ->
          refuse(Reason.INVALID, other.getClass().getSimpleName() + " cannot be coordinated");
    }
  }

  private static long token(byte[] key) {
    return Token.hash(key);
  }

  private void submit(@Nullable Aim aim, Function<Aim, Operation> operation) {
    if (aim != null) {
      lane.submit(operation.apply(aim));
    }
  }

  /** Where a request goes; null when it was refused. */
  private @Nullable Aim aim(int tableId, long token, Level level, long timeoutNanos) {
    Table table = view.map().schema().tablesById().get(tableId);
    if (table == null) {
      refuse(Reason.UNKNOWN_TABLE, "there is no table with id " + tableId);
      return null;
    }
    return new Aim(table, view.keyspace(table), token, level, timeoutNanos, trace);
  }

  private void refuse(Reason reason, String detail) {
    answer.accept(new Response.Refused(reason, detail, 0, new Epoch(view.epoch())));
  }

  private <R extends @Nullable Object> Completion<R> ending(Aim aim, Function<R, Response> result) {
    return new CoordinatedAnswer<>(self, lane::view, aim, result, answer);
  }

  private static Response ofRead(List<PartitionResult> results) {
    return new Response.ReadDone(
        results.stream().map(each -> partition(each.data(), each.covered())).toList());
  }

  private static Response ofScan(ScanPage page) {
    return new Response.ScanDone(
        page.partitions().stream()
            .map(each -> new Response.ScanEntry(each.key(), partition(each.data(), null)))
            .toList(),
        page.next());
  }

  /** Whatever conditional writes had left open is settled: there is nothing to tell of it. */
  private static PartitionAnswer partition(PartitionData data, byte @Nullable [] covered) {
    return new PartitionAnswer(ConsensusState.NONE, PartitionCodec.encode(data), covered);
  }
}
