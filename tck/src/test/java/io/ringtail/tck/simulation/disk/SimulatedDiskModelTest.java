// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The disk against a model that copies whole files, with random operations and power cuts. */
class SimulatedDiskModelTest {
  private static final String[] FOLDERS = {"", "a/", "a/b/"};

  private static final class ModelFile {
    byte[] bytes = {};
    byte[] forced = {};
    int sizeMin;

    void force() {
      forced = bytes;
      sizeMin = bytes.length;
    }

    void write(byte[] what, int position) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length, position + what.length));
      System.arraycopy(what, 0, bytes, position, what.length);
    }

    void truncate(int size) {
      bytes = Arrays.copyOf(bytes, Math.min(size, bytes.length));
      sizeMin = Math.min(sizeMin, bytes.length);
    }

    boolean mayBecome(byte[] after) {
      if (after.length < sizeMin || after.length > Math.max(forced.length, bytes.length)) {
        return false;
      }
      for (int at = 0; at < after.length; at += 512) {
        int length = Math.min(512, after.length - at);
        // Behind the end there is nothing that could have been written.
        boolean written = at < bytes.length && same(after, bytes, at, length);
        if (!same(after, forced, at, length) && !written) {
          return false;
        }
      }
      return true;
    }

    private static boolean same(byte[] after, byte[] source, int at, int length) {
      for (int i = at; i < at + length; i++) {
        if (after[i] != (i < source.length ? source[i] : 0)) {
          return false;
        }
      }
      return true;
    }
  }

  private final long seed = DiskHarness.seed("SimulatedDiskModelTest");
  private final SplittableRandom random = new SplittableRandom(seed);
  private final DiskHarness harness = new DiskHarness(seed);
  private final SimulatedDisk disk = harness.disk;
  private final Map<String, ModelFile> names = new TreeMap<>();

  /** What a name may stand for after a power cut; null for nothing. */
  private final Map<String, List<@Nullable ModelFile>> possible = new HashMap<>();

  private final Map<ModelFile, DiskFile> open = new HashMap<>();

  private String path() {
    return FOLDERS[random.nextInt(FOLDERS.length)] + "f" + random.nextInt(4);
  }

  private void nameChanged(String path) {
    possible.computeIfAbsent(path, nothing -> new ArrayList<>(Arrays.asList((ModelFile) null)));
    possible.get(path).add(names.get(path));
  }

  private void synced(String folder) {
    for (String prefix : FOLDERS) {
      for (int i = 0; i < 4; i++) {
        String path = prefix + "f" + i;
        if (Names.folderOf(path).equals(folder)) {
          possible.put(path, new ArrayList<>(Arrays.asList(names.get(path))));
        }
      }
    }
  }

  private void step() throws IOException {
    String path = path();
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> write(path);
      case 7 -> zero(path);
      case 8 -> truncate(path);
      case 9, 10, 11 -> force(path);
      case 12 -> rename(path);
      case 13 -> delete(path);
      case 14 -> {
        String folder = Names.folderOf(path);
        disk.syncFolder(folder);
        synced(folder);
      }
      default -> compare(path);
    }
  }

  private ModelFile file(String path) throws IOException {
    ModelFile model = names.get(path);
    if (model == null) {
      model = new ModelFile();
      names.put(path, model);
      nameChanged(path);
    }
    if (!open.containsKey(model)) {
      open.put(model, disk.openForWrite(path));
    }
    return model;
  }

  private void write(String path) throws IOException {
    ModelFile model = file(path);
    byte[] bytes = new byte[random.nextInt(random.nextInt(5) == 0 ? 9_000 : 300)];
    random.nextBytes(bytes);
    int position =
        random.nextBoolean() ? model.bytes.length : random.nextInt(model.bytes.length + 1_000);
    open.get(model).write(ByteBuffer.wrap(bytes), position);
    if (bytes.length > 0) {
      model.write(bytes, position);
    }
  }

  private void zero(String path) throws IOException {
    ModelFile model = file(path);
    int length = 1 + random.nextInt(5_000);
    int position = random.nextInt(model.bytes.length + 1);
    open.get(model).zero(position, length);
    model.write(new byte[length], position);
  }

  private void truncate(String path) throws IOException {
    ModelFile model = file(path);
    int size = random.nextInt(model.bytes.length + 10);
    open.get(model).truncate(size);
    model.truncate(size);
  }

  private void force(String path) throws IOException {
    ModelFile model = file(path);
    open.get(model).force();
    model.force();
  }

  private void rename(String from) throws IOException {
    ModelFile model = names.get(from);
    String to = Names.folderOf(from).isEmpty() ? "f" : Names.folderOf(from) + "/f";
    to += random.nextInt(4);
    if (model == null || to.equals(from)) {
      return;
    }
    disk.rename(from, to);
    names.remove(from);
    names.put(to, model);
    nameChanged(from);
    nameChanged(to);
  }

  private void delete(String path) throws IOException {
    disk.delete(path);
    if (names.remove(path) != null) {
      nameChanged(path);
    }
  }

  private void compare(String path) throws IOException {
    ModelFile model = names.get(path);
    assertThat(disk.exists(path)).isEqualTo(model != null);
    assertThat(disk.paths()).containsExactlyElementsOf(names.keySet());
    if (model != null) {
      int position = random.nextInt(model.bytes.length + 600);
      ByteBuffer into = ByteBuffer.allocateDirect(random.nextInt(3_000));
      int count;
      try (DiskFile file = disk.openForRead(path)) {
        assertThat(file.sizeBytes()).isEqualTo(model.bytes.length);
        count = file.read(into, position);
      }
      byte[] read = new byte[count];
      into.flip().get(read);
      int end = Math.min(model.bytes.length, position + into.capacity());
      assertThat(read).isEqualTo(Arrays.copyOfRange(model.bytes, Math.min(position, end), end));
    }
  }

  private void powerCut() throws IOException {
    disk.crash(random);
    for (String path : possible.keySet()) {
      List<@Nullable ModelFile> candidates = possible.get(path);
      boolean valid = false;
      for (ModelFile candidate : candidates) {
        valid |=
            candidate == null
                ? !disk.exists(path)
                : disk.exists(path) && candidate.mayBecome(disk.bytes(path));
      }
      assertThat(valid).as(path).isTrue();
    }
    assertThat(possible.keySet()).containsAll(disk.paths());
    names.clear();
    possible.clear();
    open.clear();
    for (String path : disk.paths()) {
      ModelFile model = new ModelFile();
      model.bytes = disk.bytes(path);
      model.force();
      names.put(path, model);
    }
    for (String folder : List.of("", "a", "a/b")) {
      synced(folder);
    }
  }

  private void processDied() {
    disk.processDied();
    open.clear();
  }

  @Test
  void theDiskIsAsAModelOfItThroughDeathsAndPowerCuts() throws IOException {
    disk.createFolders("a/b");
    for (int i = 0; i < 40_000; i++) {
      step();
      if (random.nextInt(60) == 0) {
        powerCut();
      } else if (random.nextInt(60) == 0) {
        processDied();
      }
      if (i % 16 == 0) {
        long used = disk.paths().stream().mapToLong(path -> names.get(path).bytes.length).sum();
        assertThat(disk.usedBytes()).isGreaterThanOrEqualTo(used);
      }
    }
    assertThat(harness.told)
        .contains(
            DiskFault.CRASH_LOST_BLOCKS, DiskFault.CRASH_TORN_WRITE, DiskFault.CRASH_FORGOT_NAME);
    processDied();
    long used = disk.paths().stream().mapToLong(path -> names.get(path).bytes.length).sum();
    assertThat(disk.usedBytes()).isEqualTo(used);
  }
}
