// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.disk.MemoryDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetadataStoreTest {
  private final MemoryDisk disk = new MemoryDisk();
  private final List<String> told = new ArrayList<>();

  @Test
  void nothingIsCalledDurableOnceTheDiskHasFailed() throws IOException {
    MetadataStore store =
        MetadataStore.open(
            disk, Runnable::run, Runnable::run, (reason, cause) -> told.add("failed"));
    disk.failForces();

    store.append(new MetadataRecord.Formed(), () -> told.add("durable"));
    store.barrier(() -> told.add("durable"));
    store.append(new MetadataRecord.Formed(), () -> told.add("durable"));

    assertThat(told).containsExactly("failed");
  }
}
