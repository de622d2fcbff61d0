// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.protocol.map.ChangeId;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.message.EndedCompaction;
import io.ringtail.protocol.message.Response.StorageDone;
import io.ringtail.protocol.message.ShardStatus;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people read of compactions, word for word. */
class CompactionTableTest {
  private static final ClusterMap MAP = map();

  private static ClusterMap map() {
    ClusterMap first = InitialMap.of(List.of(new Endpoint("127.0.0.1", 7_001)), 4);
    Table table =
        new Table(
            1,
            new TableName("default", "users"),
            new Epoch(2),
            List.of(Column.partition(0, "id", ScalarType.BIGINT)),
            TableOptions.DEFAULT.withCompaction(new CompactionStrategy.Leveled(1 << 26)));
    return new ClusterMap(
        first.clusterId(),
        new Epoch(2),
        new ChangeId(1, 2),
        first.vnodeBits(),
        first.nodes(),
        first.voters(),
        first.placements(),
        Schema.of(
            List.of(
                new Keyspace(Keyspace.DEFAULT, Replication.in("default", 1), null, Epoch.FIRST)),
            List.of(table),
            3));
  }

  @Test
  void statusHasALineForEachShardAndForWhatRuns() {
    ShardStatus busy =
        new ShardStatus(
            0,
            new ShardStatus.Compactions(
                false,
                List.of(1, 2),
                List.of(
                    new ShardStatus.Running(1, 5, 300_000_000, 400_000_000),
                    new ShardStatus.Running(2, 4, 0, 0)),
                3,
                90_000_000,
                true),
            1,
            new ShardStatus.Log(4, 1_000, 120_000, 300),
            new ShardStatus.Cache(64_000_000, 128_000_000, 2, 1),
            17);
    ShardStatus idle =
        new ShardStatus(
            1,
            new ShardStatus.Compactions(false, List.of(2), List.of(), 0, 0, false),
            0,
            new ShardStatus.Log(1, 0, 0, 0),
            new ShardStatus.Cache(0, 128_000_000, 0, 0),
            0);
    ShardStatus paused =
        new ShardStatus(
            2,
            new ShardStatus.Compactions(true, List.of(), List.of(), 0, 0, false),
            0,
            new ShardStatus.Log(1, 0, 0, 0),
            new ShardStatus.Cache(0, 128_000_000, 0, 0),
            0);
    String text =
        CompactionTable.status(
            MAP, new StorageDone(List.of(busy, idle, paused), 67_000_000, 12_340));
    assertThat(text)
        .isEqualTo(
            """
            SHARD  COMPACTIONS           PENDING  TO READ  FLUSHES  LOG SEGMENTS  RECORDS/FSYNC  CACHE  OF      HITS    SUSPECT SLICES
            0      2 running, disk full  3        90 MB    1        4             3.3            64 MB  128 MB  66.7 %  17
            1      idle                  0        0 B      0        1             -              0 B    128 MB  -       0
            2      paused                0        0 B      0        1             -              0 B    128 MB  -       0

            compactions of all shards may merge 67 MB a second; they have waited for that 12.3 s
            paused by name: default.users, dropped-2

            SHARD  TABLE          STRATEGY  FILES  DONE    OF      PROGRESS
            0      default.users  leveled   5      300 MB  400 MB  75 %
            0      dropped-2      -         4      0 B     0 B     0 %
            """);
  }

  @Test
  void whatDoesNotRunHasNoTable() {
    assertThat(CompactionTable.status(MAP, new StorageDone(List.of(), 0, 0)))
        .endsWith("may merge as much as they can; they have waited for that 0.0 s\n");
  }

  @Test
  void historyTellsWhatWasBeforeAndAfter() {
    EndedCompaction merged =
        new EndedCompaction(
            1, 1, 1_700_000_000_000L, 2_560, 4, 1, 40_000_000, 9_000, 400, 100, 40, 10, "");
    EndedCompaction failed =
        new EndedCompaction(0, 2, 1_700_000_000_500L, 3, 2, 0, 90, 0, 9, 0, 5, 0, "no room");
    assertThat(CompactionTable.history(MAP, List.of(failed, merged)))
        .isEqualTo(
            """
            BEGUN                     SHARD  TABLE          TOOK   FILES   SIZE             CELLS       TOMBSTONES  RESULT
            2023-11-14T22:13:20.500Z  0      dropped-2      0.0 s  2       90 B             9           5           failed: no room
            2023-11-14T22:13:20Z      1      default.users  2.5 s  4 -> 1  40 MB -> 9000 B  400 -> 100  40 -> 10    done
            """);
    assertThat(CompactionTable.history(MAP, List.of()))
        .isEqualTo("no compaction has ended since the node was started\n");
  }
}
