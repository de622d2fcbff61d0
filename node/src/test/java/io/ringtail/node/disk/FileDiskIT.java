// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskIT {
  @TempDir Path folder;

  @Test
  void aFolderIsOneNodesAtATime() throws IOException {
    try (FileDisk disk = FileDisk.open(folder)) {
      assertThatThrownBy(() -> FileDisk.open(folder)).hasMessageContaining("in use");
      assertThat(disk.exists("lock")).isTrue();
    }
    FileDisk.open(folder).close();
  }

  @Test
  void aLinkIsTheSameFileUntilItsLastNameIsGone() throws IOException {
    try (FileDisk disk = FileDisk.open(folder)) {
      disk.createFolders("a");
      disk.createFolders("b");
      try (DiskFile file = disk.openForWrite("a/one")) {
        file.write(ByteBuffer.wrap(new byte[] {1, 2}), 0);
        file.force();
      }
      disk.link("a/one", "b/two");
      disk.syncFolder("b");
      assertThat(Files.isSameFile(folder.resolve("a/one"), folder.resolve("b/two"))).isTrue();
      assertThatThrownBy(() -> disk.link("a/one", "b/two"))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> disk.link("a/none", "b/none"))
          .isInstanceOf(NoSuchFileException.class);
      disk.delete("a/one");
      assertThat(Files.readAllBytes(folder.resolve("b/two"))).containsExactly(1, 2);
    }
  }

  @Test
  void whereThereAreNoLinksACopyIsMade() throws IOException {
    Files.write(folder.resolve("one"), new byte[] {1, 2});
    FileDisk.copy(folder.resolve("one"), folder.resolve("two"), "two");
    assertThat(Files.readAllBytes(folder.resolve("two"))).containsExactly(1, 2);
    assertThat(Files.isSameFile(folder.resolve("one"), folder.resolve("two"))).isFalse();
    assertThatThrownBy(() -> FileDisk.copy(folder.resolve("one"), folder.resolve("two"), "two"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(folder.resolve("two")).exists();
  }

  @Test
  void filesAreWrittenReadRenamedAndDeleted() throws IOException {
    try (FileDisk disk = FileDisk.open(folder)) {
      disk.createFolders("a/b");
      try (DiskFile file = disk.openForWrite("a/b/one")) {
        file.zero(0, 3_000_000);
        file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 2_999_999);
        file.force();
        assertThat(file.sizeBytes()).isEqualTo(3_000_002);
        file.truncate(3_000_001);
      }
      disk.rename("a/b/one", "a/b/two");
      disk.syncFolder("a/b");
      assertThat(disk.list("a/b")).containsExactly("two");
      assertThat(disk.list("a/c")).isEmpty();
      try (DiskFile file = disk.openForRead("a/b/two")) {
        ByteBuffer bytes = ByteBuffer.allocate(10);
        assertThat(file.read(bytes, 2_999_998)).isEqualTo(3);
        assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {0, 1, 2}));
        assertThat(file.read(ByteBuffer.allocate(1), 4_000_000)).isZero();
      }
      disk.delete("a/b/two");
      disk.delete("a/b/two");
      assertThatThrownBy(() -> disk.openForRead("a/b/two")).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void roomThatWasTakenReadsAsZerosAndIsThere() throws IOException {
    int bytes = 3 << 20;
    try (FileDisk disk = FileDisk.open(folder);
        DiskFile file = disk.openForWrite("one")) {
      file.allocate(0, bytes);
      file.write(ByteBuffer.wrap(new byte[] {1}), 0);
      file.force();
      assertThat(file.sizeBytes()).isEqualTo(bytes);
      ByteBuffer read = ByteBuffer.allocate(bytes);
      assertThat(file.read(read, 0)).isEqualTo(bytes);
      byte[] expected = new byte[bytes];
      expected[0] = 1;
      assertThat(read.array()).isEqualTo(expected);
    }
  }
}
