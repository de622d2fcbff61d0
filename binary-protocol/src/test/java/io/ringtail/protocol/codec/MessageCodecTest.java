// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.map.Placement;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.schema.OptionChanges;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  @Test
  void everyMessageRoundTrips() {
    MessageSamples.all()
        .forEach((name, message) -> {
          byte[] body = body(message);
          Message decoded = decode(MessageCodec.opcode(message), body);
          assertThat(body(decoded)).as(name).isEqualTo(body);
          assertThat(decoded)
              .as(name)
              .usingRecursiveComparison()
              .withStrictTypeChecking()
              .isEqualTo(message);
        });
  }

  @Test
  void thereIsASampleOfEveryKindOfMessage() {
    Set<Class<?>> sampled =
        MessageSamples.all().values().stream().map(Object::getClass).collect(Collectors.toSet());
    assertThat(sampled).isEqualTo(kinds(Message.class).collect(Collectors.toSet())).hasSize(61);
  }

  @Test
  void opcodesFollowTheirRule() {
    Set<Integer> seen = new HashSet<>();
    for (Message message : MessageSamples.all().values()) {
      int opcode = MessageCodec.opcode(message);
      seen.add(opcode);
      assertThat(MessageCodec.knows(opcode)).isTrue();
      if (message instanceof Request) {
        assertThat(opcode).isBetween(1, 0x3F);
        assertThat(MessageCodec.knows(opcode + Opcode.DONE)).isEqualTo(opcode != Opcode.CANCEL);
      } else if (message instanceof Response) {
        assertThat(opcode).isBetween(0x40, 0x7F);
      } else {
        assertThat(message).isInstanceOf(Event.class);
        assertThat(opcode).isBetween(0x80, 0xFF);
      }
    }
    assertThat(IntStream.range(0, 256).filter(MessageCodec::knows).count()).isEqualTo(seen.size());
  }

  @Test
  void optionsThatAreUnknownOrOutOfRangeAreRefused() {
    // A change of options: kind, keyspace "k", table "t", flags, then the option, then ifExists.
    Map<String, String> bodies =
        Map.of(
            "compaction strategy has the number 0", "05016b017402000400",
            "compaction strategy has the number 4", "05016b017402040400",
            "merges of 1 files", "05016b017402010100",
            "merges of 33 files", "05016b017402012100",
            "files of 0 bytes", "05016b017402020000",
            "windows of 59999 ms", "05016b0174" + "0203dfd40300",
            "compression has the number 3", "05016b0174040300",
            "tombstones has the number 0", "05016b0174080000",
            "a grace of 4398046511103 ms", "05016b01740802" + "ffffffffff7f" + "00",
            "flags are 32", "05016b01742000");
    bodies.forEach((message, hex) ->
        assertThatThrownBy(() -> decode(Opcode.CHANGE_SCHEMA, HexFormat.of().parseHex(hex)))
            .as(hex)
            .isInstanceOf(MalformedException.class)
            .hasMessageContaining(message));
    SchemaChange.AlterTable nothing =
        new SchemaChange.AlterTable(new TableName("k", "t"), OptionChanges.NONE, false);
    assertThat(decode(Opcode.CHANGE_SCHEMA, HexFormat.of().parseHex("05016b01740000")))
        .isEqualTo(new Request.ChangeSchema(nothing));
  }

  @Test
  void authIsReserved() {
    assertThat(MessageCodec.knows(Opcode.AUTH)).isFalse();
    assertThatThrownBy(() -> decode(Opcode.AUTH, new byte[0]))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> decode(-1, new byte[0])).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> decode(256, new byte[0])).isInstanceOf(MalformedException.class);
  }

  @Test
  void everyCutAndEveryExtraByteIsRefused() {
    MessageSamples.all()
        .forEach((name, message) -> {
          byte[] body = body(message);
          for (int length = 0; length <= body.length + 1; length++) {
            if (length != body.length) {
              byte[] other = Arrays.copyOf(body, length);
              assertThatThrownBy(() -> decode(MessageCodec.opcode(message), other))
                  .as("%s cut to %d of %d bytes", name, length, body.length)
                  .isInstanceOf(MalformedException.class);
            }
          }
        });
  }

  @Test
  void reasonsHaveTheirCodesForEver() {
    assertThat(Arrays.stream(Reason.values()).map(each -> each.code() + " " + each))
        .containsExactly(
            "1 STALE_MAP",
            "2 NOT_OWNER",
            "3 OVERLOADED",
            "4 EXPIRED",
            "5 INVALID",
            "6 UNKNOWN_TABLE",
            "7 ALREADY_EXISTS",
            "8 NOT_FOUND",
            "9 DISK_FULL",
            "10 CLOCK_SKEW",
            "11 NOT_A_MEMBER",
            "12 UNSUPPORTED",
            "13 STOPPING",
            "14 DAMAGED",
            "15 NO_QUORUM",
            "16 INTERNAL",
            "17 UNREACHABLE",
            "18 CANCELLED");
  }

  @Test
  void mapOfADefaultClusterIsCompact() {
    List<Endpoint> nodes =
        IntStream.rangeClosed(1, 3).mapToObj(i -> new Endpoint("127.0.0." + i, 7400)).toList();
    ClusterMap map = InitialMap.of(nodes, 10);
    byte[] body = body(new Event.MapChanged(map));
    // One byte for each of the 1,024 vnodes; nodes, voters, sets and schema in the rest.
    assertThat(body.length).isLessThan(1_024 + 256);
    assertThat(decode(Opcode.MAP_CHANGED, body)).isEqualTo(new Event.MapChanged(map));
  }

  @Test
  void epochsOfVnodesAreRuns() {
    ClusterMap map = MessageSamples.MAP;
    int before = body(new Event.MapChanged(map)).length;
    ClusterMap moved = withEpochs(map, 5, 2L);
    byte[] body = body(new Event.MapChanged(moved));
    assertThat(body).hasSize(before + 2 * 9);
    assertThat(decode(Opcode.MAP_CHANGED, body)).isEqualTo(new Event.MapChanged(moved));
  }

  @Test
  void whatCannotBeWrittenDownIsAnErrorOfTheCaller() {
    assertUnwritable(read(new int[] {3, 3}));
    assertUnwritable(read(new int[] {3, 2}));
    assertUnwritable(read(new int[] {-1}));
    assertUnwritable(new Response.Unknown(Reason.INTERNAL, "half a pair: \uD800"));
    assertUnwritable(new Response.Refused(Reason.INTERNAL, "", -1, Epoch.NONE));
    assertUnwritable(
        new Response.MetadataPromise(true, MessageSamples.BALLOT, null, MessageSamples.MAP));
    ClusterMap map = MessageSamples.MAP;
    assertUnwritable(
        new Event.MapChanged(
            new ClusterMap(
                map.clusterId(),
                map.epoch(),
                map.change(),
                map.vnodeBits(),
                map.nodes(),
                List.of(MessageSamples.NODE),
                map.placements(),
                map.schema())));
  }

  @Test
  void columnNamesAndKeyspacesSurvive() {
    SchemaChange change = new SchemaChange.CreateKeyspace("sh\u00F6p", 1, false);
    Message message = new Request.ChangeSchema(change);
    assertThat(decode(Opcode.CHANGE_SCHEMA, body(message))).isEqualTo(message);
    assertThat(Schema.of(List.of(), List.of(), 1).tablesInOrder()).isEmpty();
  }

  static byte[] body(Message message) {
    ByteBuf out = Unpooled.buffer();
    MessageCodec.encode(message, out);
    return ByteBufUtil.getBytes(out);
  }

  static Message decode(int opcode, byte[] body) {
    return MessageCodec.decode(opcode, Unpooled.wrappedBuffer(body));
  }

  private static void assertUnwritable(Message message) {
    assertThatThrownBy(() -> body(message)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Request.Read read(int[] columns) {
    return new Request.Read(1, List.of(), ByteRange.ALL, columns, 1, false, 0, false);
  }

  private static ClusterMap withEpochs(ClusterMap map, int vnode, long epoch) {
    Placement placement = map.placement(map.schema().keyspacesInOrder().get(0));
    long[] epochs = placement.epochOfVnode().clone();
    epochs[vnode] = epoch;
    Placement changed =
        new Placement(placement.replication(), placement.sets(), placement.setOfVnode(), epochs);
    return new ClusterMap(
        map.clusterId(),
        map.epoch(),
        map.change(),
        map.vnodeBits(),
        map.nodes(),
        map.voters(),
        Map.of(changed.replication(), changed),
        map.schema());
  }

  /** All records of a sealed family. */
  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Arrays.stream(type.getPermittedSubclasses()).flatMap(MessageCodecTest::kinds);
  }
}
