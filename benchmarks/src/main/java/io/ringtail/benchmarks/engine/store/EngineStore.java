// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.engine.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A storage engine under measurement: operations in bulk, each of which returns when its last
 * operation is answered. Every answer is checked; a wrong one is a {@link WrongAnswerException}.
 * Confined to one thread.
 */
public interface EngineStore extends AutoCloseable {
  /** The engines. */
  enum Kind {
    RINGTAIL("Ringtail"),
    ROCKSDB("RocksDB");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** For people. */
    public String title() {
      return title;
    }

    /** Opens the engine on a folder, and creates it where there is none. */
    public EngineStore open(Path folder, StoreSettings settings) throws IOException {
      return switch (this) {
        case RINGTAIL -> RingtailStore.open(folder, settings);
        case ROCKSDB -> RocksStore.open(folder, settings);
      };
    }
  }

  /**
   * Puts consecutive records.
   *
   * @param batch so many share one write of the log
   */
  void put(long first, long count, int batch);

  /** Puts consecutive records, so many of them waiting for the log at any time. */
  void putInFlight(long first, long count, int inFlight);

  /**
   * Looks records up, one after the other.
   *
   * @param present whether they have to be there, or must not be
   */
  void get(RecordChooser chooser, int count, boolean present);

  /** Reads all records in the engine's order; how many there were. */
  long scan();

  /** Writes what is in memory to tables. */
  void flush();

  /** Waits until nothing is being flushed or compacted, and nothing is waiting to be. */
  void settle();

  /** Merges all tables into one run. */
  void compactAll();

  StoreFacts facts();

  @Override
  void close();
}
