// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.simulated.SimulatedLoop;
import io.ringtail.node.simulated.World;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Reads segments of hints that no writer wrote, in pieces of any size, and as a store. What proves
 * itself by its checksums is read, and nothing else. {@code docs/storage.md} tells how to fuzz.
 */
class HintReaderFuzzTest {
  private static final NodeId TARGET = HintHarness.ADA;
  private static final int ID = 1;
  private static final String PATH =
      HintHarness.FOLDER + "/" + TARGET + "/" + HintFormat.fileName(ID);

  /** Where the page of the format says that things are. */
  private static final int FILE_HEADER = 32;

  private static final int HEADER = 28;

  /**
   * Reads a segment.
   *
   * @param input how much is read at a time; then the segment, where a checksum of 0 is set right,
   *     so that the fuzzer gets behind it
   */
  @FuzzTest(maxDuration = "", maxExecutions = 10_000_000)
  void aReaderTakesWhatIsWholeAndNothingElse(byte[] input) throws IOException {
    if (input.length > 0) {
      ByteBuffer segment = ByteBuffer.allocate(input.length - 1).put(input, 1, input.length - 1);
      setChecksums(segment);
      read(segment.array(), HEADER + Byte.toUnsignedInt(input[0]));
    }
  }

  private static void setChecksums(ByteBuffer segment) {
    if (segment.limit() >= FILE_HEADER && segment.getInt(28) == 0) {
      segment.putInt(28, checksum(segment.slice(0, 28)));
    }
    for (int at = FILE_HEADER; at + HEADER <= segment.limit(); at++) {
      long length = payloadLength(segment, at);
      if (segment.getInt(at) == 0 && length >= 0) {
        if (segment.getInt(at + 4) == 0) {
          segment.putInt(at + 4, checksum(segment.slice(at + HEADER, (int) length)));
        }
        segment.putInt(at, headerChecksum(segment, at));
        at += HEADER + (int) length - 1;
      }
    }
  }

  /** -1 where the payload would not end in the segment. */
  private static long payloadLength(ByteBuffer segment, int at) {
    int key = segment.getInt(at + 20);
    int content = segment.getInt(at + 24);
    long length = (long) key + content;
    return key < 0 || content < 0 || length > segment.limit() - at - HEADER ? -1 : length;
  }

  private static int headerChecksum(ByteBuffer segment, int at) {
    ByteBuffer covered = ByteBuffer.allocate(48);
    covered.putLong(TARGET.value().getMostSignificantBits());
    covered.putLong(TARGET.value().getLeastSignificantBits());
    covered.putInt(ID).putInt(at).put(segment.slice(at + 4, 24));
    return checksum(covered.flip());
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** What is in a segment, by the specification alone. */
  private static List<Hint> whole(ByteBuffer segment) {
    List<Hint> whole = new ArrayList<>();
    int at = FILE_HEADER;
    while (at + HEADER <= segment.limit()) {
      long length = payloadLength(segment, at);
      if (length < 0 || segment.getInt(at) != headerChecksum(segment, at)) {
        at++;
        continue;
      }
      if (segment.getInt(at + 4) == checksum(segment.slice(at + HEADER, (int) length))) {
        byte[] key = new byte[segment.getInt(at + 20)];
        byte[] content = new byte[segment.getInt(at + 24)];
        segment.get(at + HEADER, key).get(at + HEADER + key.length, content);
        Mutation mutation = new Mutation(segment.getInt(at + 16), key, content);
        whole.add(new Hint(at, segment.getLong(at + 8), mutation));
      }
      at += HEADER + (int) length;
    }
    return whole;
  }

  private static void read(byte[] segment, int chunkBytes) throws IOException {
    List<Hint> whole = whole(ByteBuffer.wrap(segment));
    MemoryDisk disk = new MemoryDisk();
    disk.put(PATH, segment);
    HintReader reader =
        new HintReader(disk, new HintSegment(TARGET, ID, PATH), segment.length, chunkBytes);
    List<Hint> hints = new ArrayList<>();
    long lost = 0;
    for (int from = FILE_HEADER; from < segment.length; ) {
      HintReader.Chunk chunk = reader.read(from);
      assertThat(chunk.next()).isGreaterThan(from);
      hints.addAll(chunk.hints());
      lost += chunk.lostBytes();
      from = chunk.next();
    }
    assertThat(hints).isEqualTo(whole);
    long bytes = hints.stream().mapToLong(Hint::recordBytes).sum();
    assertThat(lost).isEqualTo(Math.max(0, segment.length - FILE_HEADER) - bytes);
    open(disk, segment, whole);
  }

  private static void open(MemoryDisk disk, byte[] segment, List<Hint> whole) throws IOException {
    SimulatedLoop loop = new SimulatedLoop(new World(1), 1_000);
    HintStore store =
        HintStore.open(
            new HintStore.Settings(
                disk, HintHarness.FOLDER, SyncMode.GROUP, 1_000, 1 << 20, 1 << 30, 1_000),
            new HintThreads(loop, loop, loop),
            new Silent());
    long count = store.targets().stream().mapToLong(TargetHints::count).sum();
    boolean foreign = HintFormat.foreignVersion(ByteBuffer.wrap(segment)) != 0;
    assertThat(count).isEqualTo(foreign ? 0 : whole.size());
    assertThat(disk.exists(PATH)).isEqualTo(foreign || !whole.isEmpty());
  }

  /** Nothing is told of a store that is only opened. */
  private static final class Silent implements HintListener {
    @Override
    public void committed(long position) {
      throw new AssertionError("committed " + position);
    }

    @Override
    public void refused(long from, long to, Reason reason, String detail) {
      throw new AssertionError(detail);
    }

    @Override
    public void failed(String reason, Throwable cause) {
      throw new AssertionError(reason, cause);
    }
  }

  /** What the fuzzer begins with: segments in which all checksums are 0. */
  private static Map<String, byte[]> seeds() {
    Map<String, byte[]> seeds = new TreeMap<>();
    seeds.put("small-pieces", seed(0, 5, 10));
    seeds.put("records-as-long-as-pieces", seed(60, 3, 80));
    seeds.put("one-piece", seed(255, 4, 20));
    seeds.put("empty", seed(10, 0, 0));
    return seeds;
  }

  private static byte[] seed(int pieces, int records, int contentBytes) {
    HintBuffer buffer = new HintBuffer();
    ByteBuffer place = HintFormat.place(TARGET, ID);
    List<Integer> offsets = new ArrayList<>();
    for (int number = 0; number < records; number++) {
      offsets.add(FILE_HEADER + buffer.length());
      Mutation mutation = HintHarness.mutation(number, contentBytes);
      buffer.append(place, FILE_HEADER + buffer.length(), 1_000 + number, mutation);
    }
    ByteBuffer all = ByteBuffer.allocate(1 + FILE_HEADER + buffer.length()).put((byte) pieces);
    all.put(HintFormat.segmentHeader(TARGET, ID)).put(buffer.pending()).putInt(1 + 28, 0);
    offsets.forEach(offset -> all.putInt(1 + offset, 0).putInt(1 + offset + 4, 0));
    return all.array();
  }

  @Test
  void whatTheFuzzerBeginsWithIsWhole() throws IOException {
    for (Map.Entry<String, byte[]> seed : seeds().entrySet()) {
      ByteBuffer segment = ByteBuffer.allocate(seed.getValue().length - 1);
      segment.put(seed.getValue(), 1, segment.limit());
      setChecksums(segment);
      assertThat(segment.getLong(0)).isEqualTo(HintFormat.MAGIC);
      aReaderTakesWhatIsWholeAndNothingElse(seed.getValue());
      if (Boolean.getBoolean("ringtail.write")) {
        Path folder =
            Path.of(
                "src/test/resources/io/ringtail/node/hint/HintReaderFuzzTestInputs",
                "aReaderTakesWhatIsWholeAndNothingElse");
        Files.createDirectories(folder);
        Files.write(folder.resolve(seed.getKey()), seed.getValue());
      }
    }
    ByteBuffer five = ByteBuffer.allocate(seed(0, 5, 10).length - 1);
    five.put(seed(0, 5, 10), 1, five.limit());
    setChecksums(five);
    assertThat(whole(five)).hasSize(5);
  }

  @Test
  void damagedSegmentsAreReadAlikeInPiecesOfAnySize() throws IOException {
    long seed = World.seed("damagedSegmentsAreReadAlikeInPiecesOfAnySize");
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      byte[] input = seed(0, 1 + random.nextInt(20), random.nextInt(200));
      ByteBuffer segment = ByteBuffer.allocate(input.length - 1).put(input, 1, input.length - 1);
      setChecksums(segment);
      for (int hits = random.nextInt(4); hits > 0; hits--) {
        int from = random.nextInt(segment.limit());
        int to = Math.min(segment.limit(), from + 1 + random.nextInt(1 << random.nextInt(8)));
        byte with = (byte) (random.nextBoolean() ? 0 : random.nextInt());
        for (int at = from; at < to; at++) {
          segment.put(at, with);
        }
      }
      read(segment.array(), HEADER + random.nextInt(1 << random.nextInt(12)));
    }
  }
}
