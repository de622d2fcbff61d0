// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.scripted;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.frame.Rank;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.message.ScanPosition;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One node of a scripted cluster: holds partitions in memory, and answers as a node does. */
public final class Replica {
  /** What a partition is ordered by in a scan. */
  private record Place(long token, byte[] key) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byToken = Long.compareUnsigned(token, other.token);
      return byToken != 0 ? byToken : Arrays.compareUnsigned(key, other.key);
    }
  }

  private final Node node;
  private final Map<Integer, TreeMap<Place, PartitionData>> tables = new HashMap<>();
  private final List<Request.Hint> hints = new ArrayList<>();
  private ClusterMap map;

  /** Rows of a read's answer at most, whatever was asked for: replicas may cut earlier. */
  private int rowsMax = Integer.MAX_VALUE;

  /** What it says of conditional writes of every partition. */
  private ConsensusState consensus = ConsensusState.NONE;

  private int ranksRefused;
  private int waitMicros;
  private int refusals;

  /** Of the last write that came. */
  private int writeRank;

  Replica(Node node, ClusterMap map) {
    this.node = node;
    this.map = map;
  }

  public Node node() {
    return node;
  }

  public ClusterMap map() {
    return map;
  }

  public void map(ClusterMap newer) {
    map = newer;
  }

  /** What it tells of its load, and refuses because of it. */
  public void load(int newRanksRefused, int newWaitMicros) {
    ranksRefused = newRanksRefused;
    waitMicros = newWaitMicros;
  }

  int ranksRefused() {
    return ranksRefused;
  }

  int waitMicros() {
    return waitMicros;
  }

  /** Requests that it refused because of their rank. */
  public int refusals() {
    return refusals;
  }

  public int writeRank() {
    return writeRank;
  }

  /** Whether it refuses a request because of its rank; counts it then. */
  boolean refuses(int rank, Request request) {
    writeRank = request instanceof Request.Write ? rank : writeRank;
    boolean refuses = Rank.isRefused(rank, ranksRefused);
    refusals += refuses ? 1 : 0;
    return refuses;
  }

  public void consensus(ConsensusState state) {
    consensus = state;
  }

  public void rowsMax(int rows) {
    rowsMax = rows;
  }

  /** Whether the tables that a request speaks of are in the node's map. */
  boolean knows(Request.Data data) {
    if (data instanceof Request.Write write) {
      return knows(write.mutations());
    }
    if (data instanceof Request.Hint hint) {
      return knows(hint.mutations());
    }
    int id = data instanceof Request.Read read ? read.tableId() : ((Request.Scan) data).tableId();
    return map.schema().table(id).isPresent();
  }

  private boolean knows(List<Mutation> mutations) {
    return mutations.stream()
        .allMatch(mutation -> map.schema().table(mutation.tableId()).isPresent());
  }

  /** What the node keeps for others. */
  public List<Request.Hint> hints() {
    return hints;
  }

  Response.HintDone keep(Request.Hint hint) {
    hints.add(hint);
    return new Response.HintDone();
  }

  public void wipe() {
    tables.clear();
  }

  private TreeMap<Place, PartitionData> table(int id) {
    return tables.computeIfAbsent(id, missing -> new TreeMap<>());
  }

  public PartitionData data(int tableId, byte[] key) {
    return table(tableId).getOrDefault(new Place(Token.hash(key), key), PartitionData.EMPTY);
  }

  public void apply(Mutation mutation) {
    table(mutation.tableId())
        .merge(
            new Place(Token.hash(mutation.key()), mutation.key()),
            PartitionCodec.decode(mutation.content()),
            Merge::partitions);
  }

  Response.WriteDone write(Request.Write write) {
    write.mutations().forEach(this::apply);
    return new Response.WriteDone();
  }

  Response.ReadDone read(Request.Read read) {
    List<PartitionAnswer> answers = new ArrayList<>();
    for (byte[] key : read.keys()) {
      PartitionData data =
          seen(data(read.tableId(), key), read.slice(), read.columns(), read.nowMillis());
      int limit = Math.min(read.rowLimit(), rowsMax);
      byte[] covered = null;
      if (data.rows().size() > limit && !read.reverse()) {
        covered = ByteRange.after(data.rows().get(limit - 1).clustering());
        data = clipped(data, new ByteRange(read.slice().start(), covered));
      } else if (data.rows().size() > limit) {
        covered = data.rows().get(data.rows().size() - limit).clustering();
        data = clipped(data, new ByteRange(covered, read.slice().end()));
      }
      byte[] content = PartitionCodec.encode(data);
      answers.add(
          new PartitionAnswer(
              consensus, read.digest() ? PartitionCodec.digest(content) : content, covered));
    }
    return new Response.ReadDone(answers);
  }

  Response.ScanDone scan(Request.Scan scan) {
    List<Response.ScanEntry> entries = new ArrayList<>();
    int rows = 0;
    int limit = Math.min(scan.rowLimit(), rowsMax);
    ScanPosition from = scan.from();
    for (Map.Entry<Place, PartitionData> each : table(scan.tableId()).entrySet()) {
      Place place = each.getKey();
      if (Arrays.binarySearch(scan.vnodes(), map.vnodeOf(place.token())) < 0) {
        continue;
      }
      byte[] start = {};
      if (from != null) {
        int order = place.compareTo(new Place(from.token(), from.key()));
        if (order < 0) {
          continue;
        }
        start = order == 0 ? from.clustering() : start;
      }
      if (rows >= limit) {
        return new Response.ScanDone(
            entries, new ScanPosition(place.token(), place.key(), new byte[0]));
      }
      PartitionData data =
          seen(each.getValue(), new ByteRange(start, null), scan.columns(), scan.nowMillis());
      byte[] cut = null;
      if (data.rows().size() > limit - rows) {
        cut = ByteRange.after(data.rows().get(limit - rows - 1).clustering());
        data = clipped(data, new ByteRange(start, cut));
      }
      rows += Math.max(1, data.rows().size());
      entries.add(
          new Response.ScanEntry(
              place.key(), new PartitionAnswer(consensus, PartitionCodec.encode(data), cut)));
      if (cut != null) {
        return new Response.ScanDone(entries, new ScanPosition(place.token(), place.key(), cut));
      }
    }
    return new Response.ScanDone(entries, null);
  }

  private static PartitionData seen(
      PartitionData data, ByteRange slice, int @Nullable [] columns, long nowMillis) {
    PartitionData clipped = Merge.at(nowMillis, clipped(data, slice));
    if (columns == null) {
      return clipped;
    }
    List<Row> rows = new ArrayList<>();
    for (Row row : clipped.rows()) {
      List<Cell> cells =
          row.cells().stream()
              .filter(cell -> Arrays.binarySearch(columns, cell.columnId()) >= 0)
              .toList();
      Row left = new Row(row.clustering(), row.liveness(), row.deletion(), cells);
      if (!left.isEmpty()) {
        rows.add(left);
      }
    }
    return new PartitionData(clipped.deletion(), clipped.ranges(), rows);
  }

  private static PartitionData clipped(PartitionData data, ByteRange slice) {
    return new PartitionData(
        data.deletion(),
        data.ranges().stream()
            .map(range -> new RangeTombstone(range.range().intersect(slice), range.version()))
            .filter(range -> !range.range().isEmpty())
            .toList(),
        data.rows().stream().filter(row -> slice.contains(row.clustering())).toList());
  }
}
