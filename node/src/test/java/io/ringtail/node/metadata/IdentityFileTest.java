// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.node.disk.MemoryDisk;
import io.ringtail.node.simulated.World;
import io.ringtail.protocol.ring.ClusterId;
import io.ringtail.protocol.ring.NodeId;
import java.io.IOException;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdentityFileTest {
  private static final Identity IDENTITY =
      new Identity(new ClusterId(new UUID(1, 2)), new NodeId(new UUID(3, 4)), 5);

  @Test
  void identityIsReadBack() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    assertThat(IdentityFile.read(disk)).isEmpty();
    IdentityFile.write(disk, IDENTITY);
    assertThat(IdentityFile.read(disk)).contains(IDENTITY);
    assertThat(IdentityFile.format(IDENTITY))
        .startsWith(
            """
            ringtail identity 1
            cluster 00000000-0000-0001-0000-000000000002
            node 00000000-0000-0003-0000-000000000004
            shards 5
            crc32c\
            """);
  }

  @Test
  void crashLeavesAllOfItOrNothing() throws IOException {
    Random random = new Random(World.seed("crashLeavesAllOfItOrNothing"));
    for (int round = 0; round < 200; round++) {
      MemoryDisk disk = new MemoryDisk();
      disk.crashAfter(random.nextInt(8));
      boolean written = false;
      try {
        IdentityFile.write(disk, IDENTITY);
        written = true;
      } catch (MemoryDisk.Crash crash) {
        assertThat(written).isFalse();
      }
      disk.crash(random);
      if (written) {
        assertThat(IdentityFile.read(disk)).contains(IDENTITY);
      } else {
        IdentityFile.read(disk).ifPresent(found -> assertThat(found).isEqualTo(IDENTITY));
      }
    }
  }

  @Test
  void damageIsSaid() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    IdentityFile.write(disk, IDENTITY);
    int length = disk.bytes(IdentityFile.FILE).length;
    for (int offset = 0; offset < length - 1; offset++) {
      MemoryDisk damaged = new MemoryDisk();
      damaged.put(IdentityFile.FILE, disk.bytes(IdentityFile.FILE));
      damaged.flip(IdentityFile.FILE, offset, 0);
      assertThatThrownBy(() -> IdentityFile.read(damaged))
          .isInstanceOf(MetadataException.class)
          .hasMessageContaining("identity");
    }
  }
}
