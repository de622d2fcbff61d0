// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.compaction;

import io.ringtail.node.disk.Disk;
import io.ringtail.node.storage.partition.PartitionCursor;
import io.ringtail.node.storage.sstable.NewTable;
import io.ringtail.node.storage.sstable.Purge;
import io.ringtail.node.storage.sstable.SsTable;
import io.ringtail.node.storage.sstable.TableFormat;
import io.ringtail.node.storage.sstable.TableMerge;
import io.ringtail.node.storage.sstable.TableWriter;
import io.ringtail.node.storage.sstable.WalkSource;
import io.ringtail.protocol.schema.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The merge of a range of tokens of some tables into others, some bytes at a time, each time on a
 * thread that it may block. One thread at a time, with what it did before visible to the next.
 */
public final class Compaction {
  /**
   * What is merged and where it is written.
   *
   * @param tokenMin least token, unsigned
   * @param tokenMax greatest token, unsigned
   * @param fileBytes size from which on another file is begun
   */
  public record Plan(
      Disk disk,
      String folder,
      List<SsTable> tables,
      long tokenMin,
      long tokenMax,
      long fileBytes,
      Compression compression,
      Purge purge) {}

  private final Plan plan;
  private final List<SsTable> written = new ArrayList<>();
  private @Nullable TableMerge merge;
  private @Nullable TableWriter writer;
  private long openFileId;
  private long lastToken;

  /** The next file id that nobody else uses; 0 when it is used. */
  private long spareFileId;

  /** Prepares the merge; nothing is read yet. */
  public Compaction(Plan plan) {
    this.plan = plan;
  }

  /**
   * Merges on. What it throws ends the merge: nothing is left of what it wrote.
   *
   * @param bytes how many at least, unless the end or a need for a file id comes first
   * @param fileId an id for a file that may be begun
   * @return how many bytes were merged, uncompressed
   */
  public long step(long bytes, long fileId) throws IOException {
    spareFileId = fileId;
    try {
      return mergeSome(bytes);
    } catch (UncheckedIOException damaged) {
      abandonAfter(damaged);
      throw damaged.getCause();
    } catch (IOException | RuntimeException failure) {
      abandonAfter(failure);
      throw failure;
    }
  }

  private void abandonAfter(Exception failure) {
    try {
      abandon();
    } catch (IOException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
  }

  private long mergeSome(long bytes) throws IOException {
    TableMerge source = merge;
    if (source == null) {
      source = new TableMerge(cursors(), plan.purge());
      merge = source;
    }
    long merged = 0;
    while (merged < bytes && !isAtEnd(source)) {
      TableWriter target = target(source.token());
      if (target == null) {
        return merged;
      }
      lastToken = source.token();
      merged += source.writeNext(target);
    }
    if (isAtEnd(source)) {
      finishFile();
    }
    return merged;
  }

  private List<PartitionCursor> cursors() {
    List<PartitionCursor> cursors = new ArrayList<>();
    for (SsTable table : plan.tables()) {
      cursors.add(table.cursor(plan.tokenMin(), new WalkSource()));
    }
    return cursors;
  }

  private boolean isAtEnd(TableMerge source) {
    return source.atEnd() || Long.compareUnsigned(source.token(), plan.tokenMax()) > 0;
  }

  /** Where a partition goes; null when that is a file for which there is no id. */
  private @Nullable TableWriter target(long token) throws IOException {
    TableWriter open = writer;
    if (open != null && token != lastToken && open.sizeBytes() >= plan.fileBytes()) {
      if (spareFileId == 0) {
        return null;
      }
      finishFile();
      open = null;
    }
    if (open == null && spareFileId != 0) {
      open = new TableWriter(plan.disk(), plan.folder(), newTable(spareFileId));
      writer = open;
      openFileId = spareFileId;
      spareFileId = 0;
    }
    return open;
  }

  /** What is merged is repaired where all of its sources are. */
  private NewTable newTable(long fileId) {
    long repairedAtMillis = Long.MAX_VALUE;
    for (SsTable table : plan.tables()) {
      repairedAtMillis = Math.min(repairedAtMillis, table.statistics().repairedAtMillis());
    }
    int tableId = plan.tables().getFirst().statistics().tableId();
    return new NewTable(fileId, tableId, plan.compression(), repairedAtMillis);
  }

  private void finishFile() throws IOException {
    TableWriter open = writer;
    if (open == null) {
      return;
    }
    writer = null;
    try (open) {
      if (open.partitions() > 0) {
        open.finish();
      }
    }
    if (open.partitions() > 0) {
      written.add(openWritten());
    }
  }

  private SsTable openWritten() throws IOException {
    try {
      return SsTable.open(plan.disk(), plan.folder(), openFileId);
    } catch (IOException | RuntimeException failure) {
      plan.disk().delete(plan.folder() + "/" + TableFormat.fileName(openFileId));
      throw failure;
    }
  }

  /** Whether all is merged. */
  public boolean isDone() {
    return merge != null && isAtEnd(merge);
  }

  /** Whether the id that the last step was given is used. */
  public boolean usedFileId() {
    return spareFileId == 0;
  }

  /** The tables that were written, durable and open; all of them once it is done. */
  public List<SsTable> written() {
    return List.copyOf(written);
  }

  /** Which part of its tokens is merged, from 0 to 1. */
  public double progress() {
    double span = unsigned(plan.tokenMax() - plan.tokenMin());
    return isDone() ? 1 : span == 0 ? 0 : unsigned(lastToken - plan.tokenMin()) / span;
  }

  private static double unsigned(long value) {
    return (value >>> 1) * 2.0 + (value & 1);
  }

  /** Leaves nothing behind. */
  public void abandon() throws IOException {
    TableWriter open = writer;
    writer = null;
    if (open != null) {
      open.close();
    }
    for (SsTable table : written) {
      table.close();
      plan.disk().delete(table.path());
    }
    written.clear();
  }
}
