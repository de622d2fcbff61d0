// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
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
}
