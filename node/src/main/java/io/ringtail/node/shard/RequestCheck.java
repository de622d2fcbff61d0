// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.protocol.codec.PartitionScanner;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response.Refused;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.time.Ballot;
import io.ringtail.protocol.time.HybridClock;
import io.ringtail.protocol.time.Timestamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a shard may carry out a request, before anything of it is done. Every method returns why
 * not, or null. Confined to the shard's loop.
 */
final class RequestCheck {
  /** Parts of a partition that one conditional write may look at: each is a read of its own. */
  private static final int SLICES_MAX = 1_024;

  /** Greatest counter of a ballot: far above all clocks, and far below where numbers end. */
  private static final long BALLOT_COUNTER_MAX = Long.MAX_VALUE / 2;

  private final int shard;
  private final int shards;
  private final ContentCheck contents;
  private final HybridClock hybridClock;
  private final PartitionScanner scanner = new PartitionScanner();

  RequestCheck(int shard, int shards, ShardLimits limits, HybridClock hybridClock) {
    this.shard = shard;
    this.shards = shards;
    this.contents = new ContentCheck(limits.valueBytesMax());
    this.hybridClock = hybridClock;
  }

  @Nullable Refused read(Request.Read read, ServedMap map, long epoch) {
    ServedTable table = map.table(read.tableId());
    if (table == null) {
      return unknownTable(read.tableId(), map);
    }
    if (read.rowLimit() < 1) {
      return refused(Reason.INVALID, "a row limit of " + read.rowLimit(), map);
    }
    if (aheadOfTime(read.nowMillis())) {
      return aheadOfTime(map);
    }
    List<byte[]> keys = read.keys();
    for (int i = 0; i < keys.size(); i++) {
      Refused refused = key(keys.get(i), table, map, epoch);
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  @Nullable Refused write(Request.Write write, ServedMap map, long epoch) {
    List<Mutation> mutations = write.mutations();
    for (int i = 0; i < mutations.size(); i++) {
      Mutation mutation = mutations.get(i);
      ServedTable table = map.table(mutation.tableId());
      if (table == null) {
        return unknownTable(mutation.tableId(), map);
      }
      Refused refused = key(mutation.key(), table, map, epoch);
      if (refused == null) {
        refused = content(mutation, table, map);
      }
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  /** For what is kept for another node: this one need not hold the keys. */
  @Nullable Refused hint(Request.Hint hint, ServedMap map) {
    for (Mutation mutation : hint.mutations()) {
      ServedTable table = map.table(mutation.tableId());
      if (table == null) {
        return unknownTable(mutation.tableId(), map);
      }
      Refused refused = keyLength(mutation.key(), map);
      if (refused == null) {
        refused = content(mutation, table, map);
      }
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  @Nullable Refused scan(Request.Scan scan, ServedMap map, long epoch) {
    ServedTable table = map.table(scan.tableId());
    if (table == null) {
      return unknownTable(scan.tableId(), map);
    }
    if (scan.rowLimit() < 1 || scan.bytesLimit() < 1) {
      return refused(
          Reason.INVALID,
          "a scan's limits of " + scan.rowLimit() + " rows and " + scan.bytesLimit() + " bytes",
          map);
    }
    if (aheadOfTime(scan.nowMillis())) {
      return aheadOfTime(map);
    }
    int before = -1;
    for (int vnode : scan.vnodes()) {
      if (vnode <= before || vnode >= 1 << map.vnodeBits()) {
        return refused(Reason.INVALID, "vnode " + vnode + " behind vnode " + before, map);
      }
      Refused refused = vnode(vnode, table, map, epoch);
      if (refused != null) {
        return refused;
      }
      before = vnode;
    }
    return null;
  }

  @Nullable Refused prepare(Request.Prepare prepare, ServedMap map, long epoch) {
    ServedTable table = map.table(prepare.tableId());
    if (table == null) {
      return unknownTable(prepare.tableId(), map);
    }
    if (aheadOfTime(prepare.nowMillis())) {
      return aheadOfTime(map);
    }
    Refused refused = ballot(prepare.ballot(), map);
    if (refused == null) {
      refused = slices(prepare.slices(), map);
    }
    return refused == null ? key(prepare.key(), table, map, epoch) : refused;
  }

  private static @Nullable Refused ballot(Ballot ballot, ServedMap map) {
    long counter = ballot.counter();
    return counter > 0 && counter <= BALLOT_COUNTER_MAX
        ? null
        : refused(
            Reason.INVALID,
            "a ballot's counter of " + counter + ", expected 1 to " + BALLOT_COUNTER_MAX,
            map);
  }

  @Nullable Refused turn(Request.Turn turn, ServedMap map, long epoch) {
    ServedTable table = map.table(turn.tableId());
    return table == null ? unknownTable(turn.tableId(), map) : key(turn.key(), table, map, epoch);
  }

  /** For a proposal to be accepted, and for one that was decided. */
  @Nullable Refused proposal(Mutation writes, Ballot ballot, ServedMap map, long epoch) {
    ServedTable table = map.table(writes.tableId());
    if (table == null) {
      return unknownTable(writes.tableId(), map);
    }
    Refused refused = ballot(ballot, map);
    if (refused == null) {
      refused = key(writes.key(), table, map, epoch);
    }
    return refused == null ? content(writes, table, map) : refused;
  }

  private static @Nullable Refused slices(List<ByteRange> slices, ServedMap map) {
    if (slices.size() > SLICES_MAX) {
      return refused(
          Reason.INVALID, slices.size() + " slices of a partition, at most " + SLICES_MAX, map);
    }
    for (int i = 0; i < slices.size(); i++) {
      ByteRange slice = slices.get(i);
      if (slice.isEmpty() || (i > 0 && slices.get(i - 1).isBeforeEnd(slice.start()))) {
        return refused(
            Reason.INVALID, "slice " + i + " is empty, or does not follow the one before", map);
      }
    }
    return null;
  }

  /**
   * Whether a reader's clock is too far ahead: it would take for expired what is not, and write
   * that back where replicas differ.
   */
  private boolean aheadOfTime(long nowMillis) {
    return hybridClock.tooFarAhead(Timestamp.ofMillis(nowMillis));
  }

  private static Refused aheadOfTime(ServedMap map) {
    return refused(
        Reason.CLOCK_SKEW,
        "the reader's clock is further ahead of this node's than is allowed; compare the machines'"
            + " clocks",
        map);
  }

  private @Nullable Refused key(byte[] key, ServedTable table, ServedMap map, long epoch) {
    Refused refused = keyLength(key, map);
    return refused == null
        ? vnode(Vnode.indexOf(Token.hash(key), map.vnodeBits()), table, map, epoch)
        : refused;
  }

  private static @Nullable Refused keyLength(byte[] key, ServedMap map) {
    return key.length > 0 && key.length <= ShardLimits.KEY_BYTES_MAX
        ? null
        : refused(
            Reason.INVALID,
            "a key of " + key.length + " bytes; it may have from 1 to " + ShardLimits.KEY_BYTES_MAX,
            map);
  }

  private @Nullable Refused vnode(int vnode, ServedTable table, ServedMap map, long epoch) {
    if (table.epoch() > epoch || table.epochOfVnode(vnode) > epoch) {
      return refused(
          Reason.STALE_MAP,
          "the request was made by epoch "
              + epoch
              + ", but vnode "
              + vnode
              + " of table "
              + table.table().name()
              + " has changed since",
          map);
    }
    if (!table.owns(vnode)) {
      return refused(Reason.NOT_OWNER, "vnode " + vnode + " lies on other nodes", map);
    }
    if (Vnode.shard(vnode, shards) != shard) {
      return refused(Reason.INVALID, "keys of several shards in one request", map);
    }
    return null;
  }

  private @Nullable Refused content(Mutation mutation, ServedTable table, ServedMap map) {
    ContentCheck content = contents.of(table);
    try {
      scanner.scan(mutation.content(), content);
    } catch (MalformedException e) {
      return refused(
          Reason.INVALID, "the content of a write is not canonical: " + e.getMessage(), map);
    }
    if (content.problem() != null) {
      return refused(Reason.INVALID, content.problem(), map);
    }
    if (hybridClock.tooFarAhead(Math.max(0, scanner.timestampMax()))) {
      return refused(
          Reason.CLOCK_SKEW,
          "the write's timestamp is further ahead of this node's clock than is allowed; compare the"
              + " machines' clocks",
          map);
    }
    return null;
  }

  private static Refused unknownTable(int tableId, ServedMap map) {
    return refused(Reason.UNKNOWN_TABLE, "there is no table with id " + tableId, map);
  }

  static Refused refused(Reason reason, String detail, ServedMap map) {
    return new Refused(reason, detail, 0, new Epoch(map.epoch()));
  }
}
