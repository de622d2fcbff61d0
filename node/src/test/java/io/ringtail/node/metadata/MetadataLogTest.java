// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.simulated.World;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.message.Request.MetadataCommit;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.time.Ballot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MetadataLogTest {
  private static final ClusterMap MAP = InitialMap.of(List.of(new Endpoint("127.0.0.1", 7_001)), 4);

  private final MemoryDisk disk = new MemoryDisk();

  @Test
  void stateIsTheSameAfterOpeningAgain() throws IOException {
    MetadataLog log = MetadataLog.open(disk);
    log.append(new MetadataRecord.DecidedMap(MAP));
    log.append(
        new MetadataRecord.Acceptor(
            new AcceptorState(new Epoch(2), new Ballot(3, 4), new Ballot(2, 9), MAP)));
    log.append(new MetadataRecord.Joined(node(1)));
    log.append(new MetadataRecord.Joined(node(2)));
    log.append(new MetadataRecord.Formed());
    same(MetadataLog.open(disk).state(), log.state());
    assertThat(log.state().joined()).containsExactlyInAnyOrder(node(1), node(2));
    assertThat(log.state().formed()).isTrue();
  }

  private static ClusterMap map(int epoch) {
    return new ClusterMap(
        MAP.clusterId(),
        new Epoch(epoch),
        MAP.change(),
        MAP.vnodeBits(),
        MAP.nodes(),
        MAP.voters(),
        MAP.placements(),
        MAP.schema());
  }

  @Test
  void whatIsReadOfTheLastRecordsIsWhatAllOfThemMake() throws IOException {
    Random random = new Random(World.seed("whatIsReadOfTheLastRecords"));
    for (int round = 0; round < 300; round++) {
      MemoryDisk each = new MemoryDisk();
      MetadataLog log = MetadataLog.open(each);
      int epoch = 1;
      for (int i = random.nextInt(8); i >= 0; i--) {
        epoch += random.nextInt(2);
        AcceptorState acceptor =
            new AcceptorState(
                new Epoch(epoch + random.nextInt(3)),
                new Ballot(i + 1, 4),
                new Ballot(1, 1),
                map(epoch));
        log.append(
            switch (random.nextInt(5)) {
              case 0 -> new MetadataRecord.Joined(node(random.nextInt(4)));
              case 1 -> new MetadataRecord.Formed();
              case 2 -> new MetadataRecord.DecidedMap(map(epoch));
              default -> new MetadataRecord.Acceptor(acceptor);
            });
      }
      same(MetadataLog.open(each).state(), log.state());
    }
  }

  @Test
  void newerMapEndsTheInstanceThatDecidedIt() throws IOException {
    MetadataLog log = MetadataLog.open(disk);
    log.append(
        new MetadataRecord.Acceptor(
            new AcceptorState(MAP.epoch(), new Ballot(3, 4), new Ballot(2, 9), MAP)));
    log.append(new MetadataRecord.DecidedMap(MAP));
    assertThat(MetadataLog.open(disk).state().acceptor()).isNull();
  }

  @Test
  void crashTakesTheLastRecordOrNothing() throws IOException {
    Random random = new Random(World.seed("crashTakesTheLastRecordOrNothing"));
    for (int round = 0; round < 300; round++) {
      MemoryDisk crashing = new MemoryDisk();
      MetadataLog log = MetadataLog.open(crashing);
      int acknowledged = 0;
      crashing.crashAfter(random.nextInt(40));
      try {
        while (true) {
          log.append(
              new MetadataRecord.Acceptor(
                  new AcceptorState(
                      new Epoch(2), new Ballot(acknowledged + 1, 5), new Ballot(1, 1), MAP)));
          acknowledged++;
        }
      } catch (MemoryDisk.Crash crash) {
        crashing.crash(random);
      }
      AcceptorState found = MetadataLog.open(crashing).state().acceptor();
      long counter = found == null ? 0 : found.vote().promised().counter();
      assertThat(counter).isBetween((long) acknowledged, acknowledged + 1L);
    }
  }

  @Test
  void damageBeforeTheEndIsNotTakenForATornTail() throws IOException {
    MetadataLog log = MetadataLog.open(disk);
    for (int i = 0; i < 5; i++) {
      log.append(new MetadataRecord.Joined(node(i)));
    }
    int length = disk.bytes(MetadataLogFormat.FILE).length;
    int record = MetadataLogFormat.RECORD_HEADER_BYTES + 16 + MetadataLogFormat.CHECKSUM_BYTES;
    for (int offset = 0; offset < length; offset++) {
      MemoryDisk damaged = new MemoryDisk();
      damaged.put(MetadataLogFormat.FILE, disk.bytes(MetadataLogFormat.FILE));
      damaged.flip(MetadataLogFormat.FILE, offset, offset % 8);
      if (offset < length - record) {
        assertThatThrownBy(() -> MetadataLog.open(damaged))
            .isInstanceOf(MetadataException.class)
            .hasMessageContaining("file metadata in the data folder");
      } else {
        assertThat(MetadataLog.open(damaged).state().joined()).hasSize(4);
      }
    }
  }

  @Test
  void tornTailIsCutOffBeforeTheNextRecord() throws IOException {
    MetadataLog log = MetadataLog.open(disk);
    log.append(new MetadataRecord.Joined(node(1)));
    log.append(new MetadataRecord.Joined(node(2)));
    byte[] bytes = disk.bytes(MetadataLogFormat.FILE);
    disk.put(MetadataLogFormat.FILE, Arrays.copyOf(bytes, bytes.length - 3));
    MetadataLog reopened = MetadataLog.open(disk);
    reopened.append(new MetadataRecord.Joined(node(3)));
    assertThat(MetadataLog.open(disk).state().joined()).containsOnly(node(1), node(3));
  }

  @Test
  void logThatHasGrownIsWrittenAnew() throws IOException {
    MetadataLog log = MetadataLog.open(disk);
    log.append(new MetadataRecord.DecidedMap(MAP));
    ClusterMap large = InitialMap.of(List.of(new Endpoint("127.0.0.1", 7_001)), 16);
    for (int i = 0; i < 100; i++) {
      log.append(
          new MetadataRecord.Acceptor(
              new AcceptorState(new Epoch(2), new Ballot(i + 1, 5), new Ballot(1, 1), large)));
      assertThat(disk.usedBytes()).isLessThanOrEqualTo(MetadataLog.FILE_BYTES_MAX);
    }
    same(MetadataLog.open(disk).state(), log.state());
  }

  @Test
  void mapsThatLaterOnesReplaceAreNotDecoded() throws IOException {
    ClusterMap large = InitialMap.of(List.of(new Endpoint("127.0.0.1", 7_001)), 12);
    MetadataLog log = MetadataLog.open(disk);
    log.append(new MetadataRecord.DecidedMap(large));
    long few = allocatedToRead();
    int length = disk.bytes(MetadataLogFormat.FILE).length;
    for (int i = 0; i < 30; i++) {
      log.append(new MetadataRecord.DecidedMap(large));
      log.append(
          new MetadataRecord.Acceptor(
              new AcceptorState(new Epoch(2), new Ballot(i + 1, 5), new Ballot(1, 1), large)));
    }
    int more = disk.bytes(MetadataLogFormat.FILE).length - length;
    // The file's bytes, and one more map.
    assertThat(allocatedToRead()).isLessThan(3 * few + 2L * more);
  }

  private long allocatedToRead() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    DiskFile file = disk.openForRead(MetadataLogFormat.FILE);
    new MetadataLogReader(file).read(); // what is allocated once is not counted
    long before = threads.getCurrentThreadAllocatedBytes();
    new MetadataLogReader(file).read();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void bytesAreThoseOfTheFormatPage() throws IOException {
    MetadataLog log = MetadataLog.open(disk);
    log.append(new MetadataRecord.Joined(new NodeId(new UUID(0x0102030405060708L, 9))));
    assertThat(HexFormat.of().formatHex(disk.bytes(MetadataLogFormat.FILE)))
        .isEqualTo(
            "52544d4554410003"
                + "0000001000000003"
                + "105a20ad"
                + "01020304050607080000000000000009"
                + "723cfaef");
  }

  private static void same(MetadataState found, MetadataState expected) {
    assertThat(bytes(found)).isEqualTo(bytes(expected));
  }

  /** Maps hold arrays: compared by their encoding. */
  private static String bytes(MetadataState state) {
    ByteBuf out = Unpooled.buffer();
    if (state.map() != null) {
      MessageCodec.encode(new MetadataCommit(state.map()), out);
    }
    if (state.acceptor() != null) {
      new MetadataRecord.Acceptor(state.acceptor()).encode(out);
    }
    return ByteBufUtil.hexDump(out) + state.joined().stream().sorted().toList() + state.formed();
  }

  private static NodeId node(int number) {
    return new NodeId(new UUID(1, number));
  }
}
