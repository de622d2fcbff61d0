// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.util.List;

/** What a trace tells of an answer: how much there was, and what finding it took. Stateless. */
final class AnswerNote {
  private AnswerNote() {}

  /**
   * Puts an answer into words, without a key or a value.
   *
   * @param digest whether hashes were asked for in the place of content
   */
  static String of(Response answer, boolean digest) {
    String name = answer.getClass().getSimpleName();
    if (answer instanceof Response.ReadDone done) {
      return name
          + ": "
          + (digest ? "digests" : content(done.partitions()))
          + "; "
          + counted(done.tables(), "SSTable")
          + " asked";
    }
    if (answer instanceof Response.ScanDone done) {
      return name
          + ": "
          + content(done.entries().stream().map(Response.ScanEntry::answer).toList());
    }
    return name;
  }

  private static String content(List<PartitionAnswer> answers) {
    long bytes = 0;
    long rows = 0;
    long tombstones = 0;
    for (PartitionAnswer answer : answers) {
      PartitionData data = PartitionCodec.decode(answer.content());
      bytes += answer.content().length;
      rows += data.rows().size();
      tombstones += tombstones(data);
    }
    return counted(answers.size(), "partition")
        + " of "
        + counted(bytes, "byte")
        + ", "
        + counted(rows, "row")
        + ", "
        + counted(tombstones, "tombstone");
  }

  /** Deletions of the partition, of ranges, rows and cells. */
  private static long tombstones(PartitionData data) {
    long count = data.deletion() == null ? 0 : 1;
    count += data.ranges().size();
    for (Row row : data.rows()) {
      count += row.deletion() == null ? 0 : 1;
      for (Cell cell : row.cells()) {
        count += cell.value() == null ? 1 : 0;
      }
    }
    return count;
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
