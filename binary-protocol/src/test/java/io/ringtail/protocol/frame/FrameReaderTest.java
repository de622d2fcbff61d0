// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ringtail.protocol.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
  private static final int LIMIT = 1 << 16;

  private record Frame(FrameHeader header, String body) {}

  private final Random random = Seeds.random(FrameReaderTest.class);
  private final List<Frame> taken = new ArrayList<>();
  private final FrameReader reader = new FrameReader(LIMIT);

  @Test
  void framesSurviveEveryCut() {
    List<ByteBufAllocator> allocators =
        List.of(
            new UnpooledByteBufAllocator(false),
            new UnpooledByteBufAllocator(true),
            new PooledByteBufAllocator(true));
    for (int round = 0; round < 500; round++) {
      List<Frame> sent = new ArrayList<>();
      ByteBuf stream = Unpooled.buffer();
      int frames = random.nextInt(6);
      for (int i = 0; i < frames; i++) {
        sent.add(writeRandom(stream));
      }
      ByteBufAllocator allocator = allocators.get(round % allocators.size());
      FrameReader cutReader = new FrameReader(LIMIT);
      taken.clear();
      while (stream.isReadable()) {
        int most = random.nextInt(4) == 0 ? 4 : stream.readableBytes();
        ByteBuf part = allocator.buffer();
        part.writeBytes(stream, Math.min(stream.readableBytes(), 1 + random.nextInt(most)));
        cutReader.read(part, this::take);
        assertThat(part.isReadable()).isFalse();
        assertThat(part.refCnt()).isEqualTo(1);
        part.release();
      }
      cutReader.close();
      assertThat(taken).isEqualTo(sent);
    }
  }

  @Test
  void framesInAComposedBufferAreRead() {
    ByteBuf stream = Unpooled.buffer();
    Frame sent = writeRandom(stream);
    int middle = stream.readableBytes() / 2;
    ByteBuf composed =
        Unpooled.wrappedBuffer(stream.readSlice(middle), stream.readSlice(stream.readableBytes()));
    reader.read(composed, this::take);
    assertThat(taken).containsExactly(sent);
  }

  @Test
  void everyFlippedBitBehindTheLengthIsRefused() {
    byte[] good = frame(header(3), "body");
    for (int bit = 8 * FrameFormat.LENGTH_BYTES; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(bad, "checksum");
    }
  }

  @Test
  void otherVersionsFlagsAndReservedBytesAreRefused() {
    assertRefused(withByte(4, 2), "protocol version 2");
    assertRefused(withByte(5, 1), "flags 1");
    assertRefused(withByte(28, 0x80), "time is negative");
  }

  @Test
  void lengthIsCheckedBeforeAnythingIsKept() {
    assertRefused(new byte[] {0, 0, 0, 47}, "47");
    assertRefused(new byte[] {0, 1, 0, 1}, "65537");
    assertRefused(new byte[] {-1, -1, -1, -1}, "4294967295");
    reader.read(Unpooled.wrappedBuffer(new byte[] {0, 0}), this::take);
    assertThatThrownBy(
            () -> reader.read(Unpooled.wrappedBuffer(new byte[] {0, 47, 1, 2, 3}), this::take))
        .isInstanceOf(MalformedException.class);
    reader.close();
  }

  @Test
  void announcedLengthAllocatesNothing() {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    FrameReader roomy = new FrameReader(FrameFormat.FRAME_BYTES_MAX);
    ByteBuf part = allocator.heapBuffer(16).writeInt(FrameFormat.FRAME_BYTES_MAX).writeLong(1);
    roomy.read(part, this::take);
    assertThat(allocator.metric().usedHeapMemory()).isLessThanOrEqualTo(16 + (1 << 10));
    roomy.close();
    assertThat(allocator.metric().usedHeapMemory()).isEqualTo(16);
  }

  @Test
  void limitCountsFromTheNextFrameOn() {
    ByteBuf stream = Unpooled.buffer();
    write(header(1), "a", stream);
    write(header(1), "b".repeat(200), stream);
    reader.limit(100);
    reader.read(
        stream,
        (header, body) -> {
          take(header, body);
          reader.limit(1_000);
        });
    assertThat(taken).hasSize(2);
  }

  @Test
  void sinkMayCloseTheReader() {
    byte[] one = frame(header(1), "one");
    ByteBuf stream = Unpooled.buffer().writeBytes(one).writeBytes(one);
    reader.read(
        stream,
        (header, body) -> {
          take(header, body);
          reader.close();
        });
    assertThat(taken).hasSize(1);
    reader.read(Unpooled.wrappedBuffer(one), this::take);
    assertThat(taken).hasSize(1);
  }

  @Test
  void whateverTheSinkReadsTheNextFrameBeginsBehind() {
    ByteBuf stream = Unpooled.buffer();
    write(header(1), "not read", stream);
    write(header(2), "read", stream);
    List<Integer> readable = new ArrayList<>();
    reader.read(stream, (header, body) -> readable.add(body.readableBytes()));
    assertThat(readable).containsExactly(8, 4);
  }

  @Test
  void frameThatNoReaderTakesIsNotWritten() {
    ByteBuf out = Unpooled.buffer();
    write(header(1), "before", out);
    int before = out.writerIndex();
    int start = FrameWriter.begin(header(2), out);
    out.writeZero(FrameFormat.FRAME_BYTES_MAX);
    assertThatThrownBy(() -> FrameWriter.end(start, out))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(out.writerIndex()).isEqualTo(before);
  }

  private void take(FrameHeader header, ByteBuf body) {
    taken.add(new Frame(header, ByteBufUtil.hexDump(body)));
  }

  private void assertRefused(byte[] bytes, String why) {
    FrameReader fresh = new FrameReader(LIMIT);
    assertThatThrownBy(() -> fresh.read(Unpooled.wrappedBuffer(bytes), this::take))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(why);
    assertThat(taken).isEmpty();
  }

  private Frame writeRandom(ByteBuf out) {
    byte[] body = new byte[random.nextInt(1 << random.nextInt(14))];
    random.nextBytes(body);
    FrameHeader header =
        new FrameHeader(
            random.nextInt(256),
            random.nextInt(256),
            random.nextInt(),
            random.nextLong(),
            random.nextLong(),
            random.nextInt(Integer.MAX_VALUE),
            random.nextInt(),
            random.nextLong(),
            random.nextLong());
    int start = FrameWriter.begin(header, out);
    out.writeBytes(body);
    FrameWriter.end(start, out);
    return new Frame(header, ByteBufUtil.hexDump(body));
  }

  private static FrameHeader header(int opcode) {
    return new FrameHeader(opcode, 4, 5, 6, 7, 8, 9, 10, 11);
  }

  private static void write(FrameHeader header, String body, ByteBuf out) {
    int start = FrameWriter.begin(header, out);
    ByteBufUtil.writeAscii(out, body);
    FrameWriter.end(start, out);
  }

  private static byte[] frame(FrameHeader header, String body) {
    ByteBuf out = Unpooled.buffer();
    write(header, body, out);
    return ByteBufUtil.getBytes(out);
  }

  /** A frame whose checksum is right, though a byte of it is not. */
  private static byte[] withByte(int index, int value) {
    byte[] bytes = frame(header(1), "body");
    bytes[index] = (byte) value;
    ByteBuf wrapped = Unpooled.wrappedBuffer(bytes);
    int covered = bytes.length - FrameFormat.LENGTH_BYTES - FrameFormat.CHECKSUM_BYTES;
    wrapped.setInt(
        bytes.length - FrameFormat.CHECKSUM_BYTES,
        new FrameChecksum().of(wrapped, FrameFormat.LENGTH_BYTES, covered));
    return bytes;
  }
}
