// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.ringtail.protocol.Seeds;
import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.frame.FrameReader;
import io.ringtail.protocol.frame.FrameWriter;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.merge.NaivePartition;
import io.ringtail.protocol.message.Message;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random and damaged bytes: whatever they are, they are refused as malformed or read as the one
 * message that they are the encoding of, and memory stays in proportion to them.
 */
class DecoderFuzzTest {
  private static final int ROUNDS = 10_000;

  /** Bytes allocated for each byte read, at most: a tombstone of one byte becomes a cell. */
  private static final long BYTES_PER_BYTE_MAX = 64;

  /** Bytes allocated whatever is read: the message's own objects, and an exception's stack. */
  private static final long BYTES_ALWAYS_MAX = 64 << 10;

  private final Random random = Seeds.random(DecoderFuzzTest.class);

  @Test
  void messagesOfRandomBytes() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] body = new byte[random.nextInt(1 << random.nextInt(8))];
      random.nextBytes(body);
      if (random.nextBoolean()) {
        for (int i = 0; i < body.length; i++) {
          body[i] &= 3;
        }
      }
      assertRefusedOrTheOnlyForm(random.nextInt(256), body);
    }
  }

  @Test
  void damagedMessages() {
    List<Message> samples = List.copyOf(MessageSamples.all().values());
    for (int round = 0; round < ROUNDS; round++) {
      Message sample = samples.get(random.nextInt(samples.size()));
      int opcode = MessageCodec.opcode(sample);
      assertRefusedOrTheOnlyForm(opcode, damaged(MessageCodecTest.body(sample)));
    }
  }

  @Test
  void randomAndDamagedPartitions() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] content = PartitionCodec.encode(NaivePartition.random(random, 10).normalForm());
      if (random.nextInt(4) == 0) {
        content = new byte[random.nextInt(80)];
        random.nextBytes(content);
        if (content.length > 0) {
          content[0] &= 0x0F;
        }
      }
      PartitionCodecTest.assertRefusedOrCanonical(damaged(content));
    }
  }

  @Test
  void damagedStreamsOfFrames() {
    for (int round = 0; round < ROUNDS / 4; round++) {
      ByteBuf stream = Unpooled.buffer();
      int frames = 1 + random.nextInt(3);
      for (int i = 0; i < frames; i++) {
        int start = FrameWriter.begin(new FrameHeader(3, i, 1, 2, 3, 4, 5), stream);
        stream.writeBytes(new byte[random.nextInt(40)]);
        FrameWriter.end(start, stream);
      }
      ByteBuf bytes = Unpooled.wrappedBuffer(damaged(ByteBufUtil.getBytes(stream)));
      FrameReader reader = new FrameReader(FrameFormat.HANDSHAKE_BYTES_MAX);
      try {
        while (bytes.isReadable()) {
          reader.read(
              bytes.readSlice(1 + random.nextInt(bytes.readableBytes())), (header, body) -> {});
        }
      } catch (MalformedException expected) {
        assertThat(expected).hasMessageContaining("frame");
      } finally {
        reader.close();
      }
    }
  }

  @Test
  void hugeCountsAllocateNothing() {
    byte[] many = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07, 0, 0, 0, 0, 0, 0, 0};
    for (int opcode = 0; opcode < 256; opcode++) {
      for (int offset = 0; offset < 60; offset++) {
        byte[] body = new byte[offset + many.length];
        System.arraycopy(many, 0, body, offset, many.length);
        assertRefusedOrTheOnlyForm(opcode, body);
      }
    }
    for (int flags = 0; flags < 16; flags++) {
      for (int offset = 1; offset < 60; offset++) {
        byte[] content = new byte[offset + many.length];
        content[0] = (byte) flags;
        System.arraycopy(many, 0, content, offset, many.length);
        PartitionCodecTest.assertRefusedOrCanonical(content);
      }
    }
  }

  @Test
  void partitionsTakeMemoryInProportion() {
    ContentWriter out = new ContentWriter(0);
    out.u8(4);
    out.u8(0);
    out.block(new byte[0]);
    out.version(MessageSamples.VERSION);
    int cells = 100_000;
    out.varint(cells);
    for (int i = 0; i < cells; i++) {
      out.varint(1);
    }
    byte[] content = out.toBytes();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(PartitionCodec.decode(content).rows().get(0).cells()).hasSize(cells);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isLessThan(BYTES_ALWAYS_MAX + BYTES_PER_BYTE_MAX * content.length);
  }

  private static void assertRefusedOrTheOnlyForm(int opcode, byte[] body) {
    long allowed = BYTES_ALWAYS_MAX + BYTES_PER_BYTE_MAX * body.length;
    // The first decoding may load classes.
    if (allocatedIn(opcode, body) > allowed) {
      assertThat(allocatedIn(opcode, body)).isLessThanOrEqualTo(allowed);
    }
    Message decoded = decodedOrNull(opcode, body);
    if (decoded != null) {
      assertThat(MessageCodecTest.body(decoded)).isEqualTo(body);
    }
  }

  private static long allocatedIn(int opcode, byte[] body) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    decodedOrNull(opcode, body);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static @Nullable Message decodedOrNull(int opcode, byte[] body) {
    try {
      return MessageCodecTest.decode(opcode, body);
    } catch (MalformedException refused) {
      return null;
    }
  }

  /** The bytes with up to three bits, bytes or stretches changed, left out or doubled. */
  private byte[] damaged(byte[] bytes) {
    byte[] result = bytes.clone();
    int damages = random.nextInt(4);
    for (int i = 0; i < damages && result.length > 0; i++) {
      int at = random.nextInt(result.length);
      int length = Math.min(result.length - at, 1 + random.nextInt(9));
      switch (random.nextInt(5)) {
        case 0 -> result[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> result[at] = (byte) random.nextInt();
        case 2 -> result = joined(result, at, at + length);
        case 3 -> result = joined(result, at + length, at);
        default -> result = Arrays.copyOf(result, at);
      }
    }
    return result;
  }

  /** The bytes up to one index, then those from another on. */
  private static byte[] joined(byte[] bytes, int firstUpTo, int thenFrom) {
    List<Byte> joined = new ArrayList<>();
    for (int i = 0; i < firstUpTo; i++) {
      joined.add(bytes[i]);
    }
    for (int i = thenFrom; i < bytes.length; i++) {
      joined.add(bytes[i]);
    }
    byte[] result = new byte[joined.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = joined.get(i);
    }
    return result;
  }
}
