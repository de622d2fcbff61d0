// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.storage.log.LogFormat;
import io.ringtail.node.storage.log.LogPosition;
import io.ringtail.node.storage.sstable.TableFormat;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.row.ByteRange;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Damage loses what it hits, and no more: nobody gets a wrong answer, and the shard starts. */
class DamageTest {
  private static final int TABLE = StorageHarness.TABLE;
  private static final int SEGMENT_BYTES = 1 << 14;
  private static final int KEYS = 150;

  /** Places that are damaged of each kind. */
  private static final int PLACES = 20;

  /** Of {@code docs/formats/commit-log.md}: a batch of one record has a header of at least this. */
  private static final int HEADER_BYTES_MIN = 13;

  private static final int SEAL_BYTES = 17;

  private static final int VALUE_BYTES = 100;

  /** Where a record is. */
  private record Place(int key, String path, int start, int end) {}

  private final List<Place> places = new ArrayList<>();
  private StorageHarness harness = new StorageHarness(1, SyncMode.GROUP, SEGMENT_BYTES, 4 << 20);

  private static PartitionData value(int key) {
    byte[] value = new byte[VALUE_BYTES];
    value[0] = (byte) key;
    Cell cell = new Cell(1, new Version(key + 1L, 9, 0), value, Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    return new PartitionData(null, List.of(), List.of(row));
  }

  /** A new shard whose log has two segments and the beginning of a third, all of it synced. */
  private void begin() {
    harness = new StorageHarness(1, SyncMode.GROUP, SEGMENT_BYTES, 4 << 20);
    places.clear();
    for (int key = 0; key < KEYS; key++) {
      place(key, write(key));
    }
    // Two more, so that all before are told to have been synced.
    write(KEYS);
    write(KEYS + 1);
  }

  /** Writes a record as a batch of its own; returns where this ends. */
  private long write(int key) {
    WriteOutcome outcome = harness.write(TABLE, RandomData.key(key), value(key));
    harness.storage.commitTurn();
    harness.threads.settle(harness.random);
    long end = harness.storage.committed();
    assertThat(end).isGreaterThanOrEqualTo(((WriteOutcome.Written) outcome).position());
    return end;
  }

  private void place(int key, long position) {
    int segment = LogPosition.segmentId(position);
    int end = LogPosition.offset(position);
    String path = String.format("shard/log-%08x", segment);
    Place before = places.isEmpty() ? null : places.getLast();
    int start = before != null && before.path().equals(path) ? before.end() : 16;
    places.add(new Place(key, path, start, end));
  }

  private static int sliceOf(int key) {
    return LogFormat.sliceOf(Token.hash(RandomData.key(key)));
  }

  private BitSet suspects() {
    BitSet suspects = new BitSet();
    for (int slice = 0; slice < LogFormat.SLICES; slice++) {
      suspects.set(slice, harness.storage.isSuspect(slice, Vnode.BITS_MAX));
    }
    return suspects;
  }

  private static BitSet slices(int... slices) {
    BitSet set = new BitSet();
    for (int slice : slices) {
      set.set(slice);
    }
    return set;
  }

  private static BitSet all() {
    BitSet all = new BitSet();
    all.set(0, LogFormat.SLICES);
    return all;
  }

  /** Every key is answered as it was written, unless its slice is suspect: then it is not. */
  private void checkAnswers(int keys) {
    BitSet suspects = suspects();
    for (int key = 0; key < keys; key++) {
      ReadOutcome outcome =
          harness.read(StorageHarness.readAll(TABLE, harness.nowMillis), RandomData.key(key));
      if (suspects.get(sliceOf(key))) {
        assertThat(outcome).as("key %d", key).isInstanceOf(ReadOutcome.Damaged.class);
      } else {
        assertThat(StorageHarness.data(outcome)).as("key %d", key).isEqualTo(value(key));
      }
    }
  }

  /** Restarts after damage, looks at what is suspect and answered, and whether that is healed. */
  private void checkStart(BitSet expected) {
    harness.kill();
    assertThat(suspects()).isEqualTo(expected);
    checkAnswers(KEYS + 2);
    // It is remembered, though the log is whole again.
    harness.kill();
    assertThat(suspects()).isEqualTo(expected);
    checkAnswers(KEYS + 2);
    rebuild();
    harness.crashToWhatWasForced();
    assertThat(suspects()).as("what was mended is not damaged any more").isEqualTo(slices());
  }

  private void rebuild() {
    for (int vnode = 0; vnode < 16; vnode++) {
      var rebuilt = harness.storage.rebuilt(vnode, 4);
      harness.threads.settle(harness.random);
      assertThat(rebuilt).isDone();
    }
    assertThat(suspects()).isEqualTo(slices());
  }

  /** Damages each of some places, spread over a stretch, of a new shard each. */
  private void atPlaces(int start, int end, IntConsumer check) {
    for (int i = 0; i < PLACES; i++) {
      begin();
      check.accept(start + (int) ((long) (end - start) * i / PLACES));
    }
  }

  private void flip(String path, int offset) {
    harness.disk.flip(path, offset, offset % 8);
  }

  @Test
  void aDamagedPayloadMakesItsOwnSliceSuspectAndNoOther() {
    begin();
    Place hit = places.get(70);
    atPlaces(
        hit.end() - VALUE_BYTES,
        hit.end(),
        offset -> {
          flip(hit.path(), offset);
          checkStart(slices(sliceOf(70)));
        });
  }

  @Test
  void damagedPayloadsMakeTheirSlicesSuspect() {
    begin();
    BitSet expected = new BitSet();
    for (int key = 10; key < KEYS; key += 17) {
      flip(places.get(key).path(), places.get(key).end() - 50);
      expected.set(sliceOf(key));
    }
    checkStart(expected);
  }

  @Test
  void aDamagedPayloadOfAWholeTurnMakesTheSlicesOfItsRecordsSuspectAndNoOther() {
    for (int count : new int[] {2, 64, 65}) {
      begin();
      long start = harness.storage.committed();
      BitSet expected = new BitSet();
      for (int key = 0; key < count; key++) {
        assertThat(harness.write(TABLE, RandomData.key(key), value(key)))
            .isInstanceOf(WriteOutcome.Written.class);
        // Of 65 records the last one is in a batch of its own.
        if (key < 64) {
          expected.set(sliceOf(key));
        }
      }
      harness.storage.commitTurn();
      harness.threads.settle(harness.random);
      String path = String.format("shard/log-%08x", LogPosition.segmentId(start));
      assertThat(LogPosition.segmentId(harness.storage.committed()))
          .isEqualTo(LogPosition.segmentId(start));
      write(KEYS);
      write(KEYS + 1);
      flip(path, LogPosition.offset(start) + 160);
      checkStart(expected);
    }
  }

  @Test
  void aDamagedHeaderMakesEverythingSuspectAndLeavesTheRestOfTheLogReadable() {
    begin();
    Place hit = places.get(70);
    atPlaces(
        hit.start(),
        hit.start() + HEADER_BYTES_MIN,
        offset -> {
          flip(hit.path(), offset);
          checkStart(all());
          for (int key = 0; key < KEYS; key++) {
            PartitionData expected = key == 70 ? PartitionData.EMPTY : value(key);
            assertThat(harness.data(TABLE, RandomData.key(key))).isEqualTo(expected);
          }
        });
  }

  @Test
  void aDamagedHeaderOfASegmentLosesNothing() {
    begin();
    String path = places.get(70).path();
    atPlaces(
        0,
        16,
        offset -> {
          flip(path, offset);
          checkStart(slices());
        });
  }

  @Test
  void aDamagedSealMakesEverythingSuspect() {
    begin();
    Place last =
        places.stream()
            .filter(place -> place.path().equals(places.getFirst().path()))
            .reduce((a, b) -> b)
            .orElseThrow();
    atPlaces(
        last.end(),
        last.end() + SEAL_BYTES,
        offset -> {
          flip(last.path(), offset);
          checkStart(all());
        });
  }

  @Test
  void damageInWhatStandsInPlaceOfALostRecordLosesNothing() {
    begin();
    Place hit = places.get(70);
    atPlaces(
        hit.end() - VALUE_BYTES,
        hit.end(),
        offset -> {
          flip(hit.path(), hit.end() - VALUE_BYTES);
          harness.kill();
          rebuild();
          write(KEYS + 1);
          write(KEYS + 1);
          flip(hit.path(), offset);
          harness.kill();
          assertThat(suspects()).isEqualTo(slices());
        });
  }

  @Test
  void zerosBehindTheLogAreNotLookedAt() {
    begin();
    Place last = places.getLast();
    atPlaces(
        last.end() + 1_000,
        SEGMENT_BYTES,
        offset -> {
          flip(last.path(), offset);
          checkStart(slices());
        });
  }

  @Test
  void aTornTailIsNoDamage() {
    begin();
    long end = write(KEYS + 1);
    String path = String.format("shard/log-%08x", LogPosition.segmentId(end));
    flip(path, LogPosition.offset(end) - 20);
    harness.kill();
    assertThat(suspects()).isEqualTo(slices());
    checkAnswers(KEYS + 1);
  }

  @Test
  void aLostSegmentMakesEverythingSuspect() {
    for (int segment = 1; segment <= 2; segment++) {
      begin();
      harness.disk.delete("shard/log-0000000" + segment);
      checkStart(all());
    }
  }

  @Test
  void theLossOfTheSegmentThatTheLogCountsFromMakesEverythingSuspect() {
    begin();
    harness.flush();
    write(0);
    write(1);
    for (String name : harness.disk.list("shard")) {
      if (name.startsWith("log-")) {
        harness.disk.delete("shard/" + name);
      }
    }
    checkStart(all());
  }

  @Test
  void writesToWhatIsSuspectAreTakenAndScansRefused() {
    begin();
    flip(places.get(70).path(), places.get(70).end() - 1);
    harness.kill();
    long position = write(70);
    assertThat(harness.committed).isGreaterThanOrEqualTo(position);
    int vnode = Vnode.indexOf(Token.hash(RandomData.key(70)), 4);
    for (int each = 0; each < 16; each++) {
      Request.Scan scan =
          new Request.Scan(TABLE, new int[] {each}, null, null, 100, 1 << 20, harness.nowMillis);
      assertThat(harness.scan(scan))
          .isInstanceOf(each == vnode ? ScanOutcome.Damaged.class : ScanOutcome.Page.class);
    }
    rebuild();
    assertThat(harness.data(TABLE, RandomData.key(70))).isEqualTo(value(70));
  }

  @Test
  void damageOrLossOfWhatIsSuspectMakesEverythingSuspect() {
    begin();
    int length = harness.disk.bytes("shard/suspects").length;
    for (int offset = 0; offset < length; offset++) {
      begin();
      flip("shard/suspects", offset);
      checkStart(all());
    }
    begin();
    harness.disk.delete("shard/suspects");
    checkStart(all());
  }

  @Test
  void aDamagedManifestStopsTheStartAndSaysWhatToDo() {
    begin();
    harness.flush();
    int length = harness.disk.bytes("shard/manifest").length;
    assertThat(length).isGreaterThan(PLACES);
    for (int offset = 0; offset < length; offset++) {
      begin();
      harness.flush();
      flip("shard/manifest", offset);
      assertThatThrownBy(harness::kill)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("shard/manifest: offset 0")
          .hasMessageContaining("from a backup");
    }
  }

  @Test
  void aTableIsNeverReadWrongWhereverItIsDamaged() {
    begin();
    harness.flush();
    String path = "shard/" + harness.fileEndingWith(".sst");
    int length = harness.disk.bytes(path).length;
    int partly = 0;
    for (int i = 0; i < 15 * PLACES; i++) {
      begin();
      harness.flush();
      flip(path, (int) ((long) length * i / (15 * PLACES)));
      harness.kill();
      int answered = 0;
      for (int key = 0; key < KEYS; key++) {
        ReadOutcome outcome =
            harness.read(StorageHarness.readAll(TABLE, harness.nowMillis), RandomData.key(key));
        if (outcome instanceof ReadOutcome.Damaged) {
          assertThat(harness.storage.isSuspect(sliceOf(key), Vnode.BITS_MAX)).isTrue();
        } else {
          assertThat(StorageHarness.data(outcome)).isEqualTo(value(key));
          answered++;
        }
      }
      assertThat(suspects().isEmpty()).isFalse();
      partly += answered > 0 ? 1 : 0;
      BitSet before = suspects();
      harness.threads.settle(harness.random);
      harness.crashToWhatWasForced();
      assertThat(suspects()).isEqualTo(before);
      checkAnswers(KEYS);
    }
    assertThat(partly).as("damage that concerned part of the table only").isGreaterThan(PLACES);
  }

  /** Makes the only partition of a table malformed, and its block's checksum right. */
  private static void forge(byte[] table, int key) {
    int block = 24;
    ByteBuffer bytes = ByteBuffer.wrap(table);
    int content = block + 12 + 2 + RandomData.key(key).length;
    table[content] = (byte) 0xff;
    int checksum = block + 12 + bytes.getInt(block + 8);
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(16).putLong(bytes.getLong(8)).putLong(block).flip());
    crc.update(table, block, checksum - block);
    bytes.putInt(checksum, (int) crc.getValue());
  }

  /** Writes a table with one partition, and makes that malformed behind a right checksum. */
  private void writeMalformed(int key) {
    Cell cell = new Cell(1, new Version(1, 9, 0), new byte[] {1}, Expiry.NEVER);
    Row row = new Row(Row.NO_CLUSTERING, null, null, List.of(cell));
    harness.write(TABLE, RandomData.key(key), new PartitionData(null, List.of(), List.of(row)));
    harness.flush();
    String path = "shard/" + harness.fileEndingWith(".sst");
    byte[] table = harness.disk.bytes(path);
    forge(table, key);
    harness.disk.put(path, table);
    harness.kill();
  }

  @Test
  void whatIsMalformedBehindARightChecksumFailsReadsAsDamage() {
    writeMalformed(1);
    Request.Read read = StorageHarness.read(TABLE, ByteRange.ALL, 1, false, harness.nowMillis);
    int vnode = Vnode.indexOf(Token.hash(RandomData.key(1)), 4);
    Request.Scan scan =
        new Request.Scan(TABLE, new int[] {vnode}, null, null, 100, 1 << 20, harness.nowMillis);
    for (int again = 0; again < 2; again++) { // from the disk, and from the cache
      assertThat(harness.read(read, RandomData.key(1))).isInstanceOf(ReadOutcome.Damaged.class);
      assertThat(harness.scan(scan)).isInstanceOf(ScanOutcome.Damaged.class);
    }
  }

  @Test
  void aTableThatCannotBeOpenedMakesItsOwnTokensSuspect() {
    harness.write(TABLE, RandomData.key(1), value(1));
    harness.flush();
    String path = "shard/" + harness.fileEndingWith(".sst");
    harness.write(TABLE, RandomData.key(2), value(2));
    harness.flush();
    flip(path, 9);
    harness.kill();
    assertThat(suspects()).isEqualTo(slices(sliceOf(1)));
    assertThat(harness.data(TABLE, RandomData.key(2))).isEqualTo(value(2));
    assertThat(harness.disk.exists(path + TableFormat.DAMAGED_SUFFIX)).isTrue();
    harness.kill();
    assertThat(suspects()).isEqualTo(slices(sliceOf(1)));
    rebuild();
    harness.kill();
    assertThat(suspects()).isEqualTo(slices());
  }

  @Test
  void aTableThatIsGoneMakesEverythingSuspect() {
    harness.write(TABLE, RandomData.key(1), value(1));
    harness.flush();
    harness.disk.delete("shard/" + harness.fileEndingWith(".sst"));
    harness.kill();
    assertThat(suspects()).isEqualTo(all());
  }

  @Test
  void aBlockFoundDamagedInACompactionMakesItsTokensSuspect() {
    for (int round = 0; round < 3; round++) {
      harness.write(TABLE, RandomData.key(round), value(round));
      harness.flush();
    }
    flip("shard/" + harness.fileEndingWith(".sst"), 60);
    harness.write(TABLE, RandomData.key(3), value(3));
    harness.flush();
    assertThat(suspects()).isEqualTo(slices(sliceOf(0)));
    checkAnswers(4);
    assertThat(harness.failures).isEmpty();
  }

  @Test
  void aCompactionLeavesAloneWhatIsMalformedBehindARightChecksum() {
    writeMalformed(0);
    for (int key = 0; key < 4; key++) {
      harness.write(TABLE, RandomData.key(key), value(key));
      harness.flush();
    }
    assertThat(harness.failures).isEmpty();
    assertThat(suspects()).isEqualTo(slices(sliceOf(0)));
    checkAnswers(4);
  }

  @Test
  void aDeathInAStartThatSalvagesForgetsNothing() {
    boolean finished = false;
    int deaths = 0;
    for (int operations = 0; !finished; operations++) {
      begin();
      flip(places.get(70).path(), places.get(70).end() - 1);
      flip(places.get(20).path(), places.get(20).start() + 4);
      harness.disk.crashAfter(operations);
      try {
        harness.kill();
        finished = true;
      } catch (MemoryDisk.Crash died) {
        deaths++;
        harness.crash();
      }
      harness.disk.crashAfter(Long.MAX_VALUE);
      assertThat(suspects()).isEqualTo(all());
      checkAnswers(KEYS);
      rebuild();
      for (int key = 0; key < KEYS; key++) {
        PartitionData expected = key == 20 || key == 70 ? PartitionData.EMPTY : value(key);
        assertThat(harness.data(TABLE, RandomData.key(key))).isEqualTo(expected);
      }
    }
    assertThat(deaths).isGreaterThan(10);
  }
}
