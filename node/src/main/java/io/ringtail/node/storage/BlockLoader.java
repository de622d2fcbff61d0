// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.node.storage.MemoryBlocks.Missing;
import io.ringtail.node.storage.sstable.Block;
import io.ringtail.node.storage.sstable.DamagedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings missing blocks into memory, while their tables are kept open. Confined to the loop. */
final class BlockLoader {
  private final Background background;
  private final TableSet tables;
  private final SuspectSet suspects;

  BlockLoader(Background background, TableSet tables, SuspectSet suspects) {
    this.background = background;
    this.tables = tables;
    this.suspects = suspects;
  }

  /**
   * Loads what is missing.
   *
   * @param done gets null when all is there, else what is damaged
   */
  void load(MemoryBlocks blocks, Consumer<@Nullable String> done) {
    List<Missing> missing = blocks.takeMissing();
    missing.forEach(each -> tables.retain(each.table()));
    background.run(
        () -> read(missing),
        (loaded, failure) -> {
          missing.forEach(each -> tables.release(each.table()));
          if (loaded == null) {
            suspects.found(failure, missing.stream().map(Missing::table).toList());
            done.accept(String.valueOf(failure == null ? "nothing" : failure.getMessage()));
            return;
          }
          for (int i = 0; i < missing.size(); i++) {
            blocks.add(missing.get(i), loaded.get(i));
          }
          done.accept(null);
        });
  }

  private static List<Block> read(List<Missing> missing) throws DamagedException {
    List<Block> loaded = new ArrayList<>(missing.size());
    for (Missing each : missing) {
      loaded.add(each.table().read(each.handle(), each.kind()));
    }
    return loaded;
  }
}
