// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.coordination;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringtail.driver.coordination.PartitionReconciler;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.coordination.Reconciler;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.Cell;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.RangeTombstone;
import io.ringtail.protocol.row.Row;
import io.ringtail.protocol.row.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Classic mistakes of quorum stores, each in place of a part of the product. */
enum WorseParts implements Parts {
  /** Of two cells with one timestamp the greater value wins, whoever wrote the row. */
  CELL_BY_CELL_AT_EQUAL_TIMESTAMPS {
    @Override
    public PartitionData merge(PartitionData held, PartitionData more) {
      PartitionData right = Merge.partitions(held, more);
      List<Row> rows = new ArrayList<>();
      for (Row row : right.rows()) {
        Row a = row(held, row);
        Row b = row(more, row);
        rows.add(
            a == null || b == null
                ? row
                : new Row(row.clustering(), row.liveness(), row.deletion(), jumbled(row, a, b)));
      }
      return new PartitionData(right.deletion(), right.ranges(), rows);
    }
  },

  /** Two answers are the same if their values are: deletions do not count. */
  COMPARES_VALUES_ONLY {
    @Override
    public Reconciler<Response.ReadDone, List<PartitionResult>> reconciler(Request.Read read) {
      PartitionReconciler right = new PartitionReconciler(read, Reconciler.ALL_TELL);
      return answers -> {
        PartitionData first = null;
        boolean same = true;
        for (Response.ReadDone answer : answers) {
          if (answer != null) {
            PartitionData data = PartitionCodec.decode(answer.partitions().get(0).content());
            first = first == null ? data : first;
            same &= valuesOf(first).equals(valuesOf(data));
          }
        }
        return same
            ? agreed(List.of(new PartitionResult(Objects.requireNonNull(first), null)))
            : right.reconcile(answers);
      };
    }
  },

  /** A digest covers values only, on both sides: deletions do not count. */
  DIGESTS_OF_VALUES_ONLY {
    @Override
    public byte[] digest(byte[] content) {
      return valuesOf(PartitionCodec.decode(content)).toString().getBytes(UTF_8);
    }

    @Override
    public Reconciler<Response.ReadDone, List<PartitionResult>> reconciler(Request.Read read) {
      return takingDigests(
          read,
          (own, known) ->
              Arrays.equals(
                  own.partitions().get(0).content(), digest(known.partitions().get(0).content())));
    }
  },

  /** Whatever a digest is of, it is taken for the data that is known. */
  TAKES_DIGESTS_AT_THEIR_WORD {
    @Override
    public Reconciler<Response.ReadDone, List<PartitionResult>> reconciler(Request.Read read) {
      return takingDigests(read, (own, known) -> true);
    }
  },

  /** What two replicas of three know together is the answer before it was written back. */
  ANSWERS_BEFORE_THE_WRITE_BACK {
    @Override
    public Reconciler<Response.ReadDone, List<PartitionResult>> reconciler(Request.Read read) {
      PartitionReconciler right = new PartitionReconciler(read, Reconciler.ALL_TELL);
      return answers -> {
        Reconciler.Reconciled<List<PartitionResult>> reconciled = right.reconcile(answers);
        boolean atQuorum = Arrays.stream(answers).anyMatch(Objects::isNull);
        return atQuorum ? agreed(Objects.requireNonNull(reconciled.result())) : reconciled;
      };
    }
  },

  /** Deletions are forgotten once they have done their work on what is held. */
  DROPS_TOMBSTONES {
    @Override
    public PartitionData merge(PartitionData held, PartitionData more) {
      PartitionData right = Merge.partitions(held, more);
      return new PartitionData(null, List.of(), right.rows());
    }
  },

  /** The last write to arrive wins. */
  LAST_TO_ARRIVE_WINS {
    @Override
    public PartitionData merge(PartitionData held, PartitionData more) {
      return more.ranges().isEmpty() && more.deletion() == null && !held.rows().isEmpty()
          ? new PartitionData(held.deletion(), held.ranges(), replaced(held, more))
          : Merge.partitions(held, more);
    }
  },

  /** A replica answers before its disk holds what it answers. */
  ANSWERS_BEFORE_IT_IS_DURABLE {
    @Override
    public boolean waitsForDisk() {
      return false;
    }
  };

  private static Reconciler.Reconciled<List<PartitionResult>> agreed(List<PartitionResult> result) {
    return new Reconciler.Reconciled<>(result, null, List.of(), List.of(), 0, null);
  }

  private static Reconciler<Response.ReadDone, List<PartitionResult>> takingDigests(
      Request.Read read, BiPredicate<Response.ReadDone, Response.ReadDone> same) {
    PartitionReconciler right = new PartitionReconciler(read, Reconciler.ALL_TELL);
    return new Reconciler<>() {
      @Override
      public Reconciled<List<PartitionResult>> reconcile(Response.@Nullable ReadDone[] answers) {
        return right.reconcile(answers);
      }

      @Override
      public Response.@Nullable ReadDone ofDigest(
          Response.ReadDone digest, Response.ReadDone whole) {
        return same.test(digest, whole) ? whole : null;
      }
    };
  }

  private static List<Cell> valuesOf(PartitionData data) {
    return data.rows().stream()
        .flatMap(row -> row.cells().stream())
        .filter(cell -> !cell.isTombstone())
        .toList();
  }

  private static @Nullable Row row(PartitionData data, Row wanted) {
    for (Row row : data.rows()) {
      if (Arrays.equals(row.clustering(), wanted.clustering())) {
        return row;
      }
    }
    return null;
  }

  private static List<Cell> jumbled(Row right, Row a, Row b) {
    List<Cell> cells = new ArrayList<>();
    for (Cell cell : right.cells()) {
      Cell one = cell(a, cell);
      Cell other = cell(b, cell);
      boolean tie =
          one != null && other != null && timestamp(one) == timestamp(other) && !isGone(one, other);
      cells.add(
          !tie ? cell : Arrays.compareUnsigned(one.value(), other.value()) >= 0 ? one : other);
    }
    return cells;
  }

  private static boolean isGone(Cell one, Cell other) {
    return one.isTombstone() || other.isTombstone();
  }

  private static long timestamp(Cell cell) {
    return cell.version().timestamp();
  }

  private static @Nullable Cell cell(Row row, Cell wanted) {
    for (Cell cell : row.cells()) {
      if (cell.columnId() == wanted.columnId()) {
        return cell;
      }
    }
    return null;
  }

  private static List<Row> replaced(PartitionData held, PartitionData more) {
    List<Row> rows = new ArrayList<>();
    for (Row row : Merge.partitions(held, more).rows()) {
      Row last = row(more, row);
      Version wider = row.deletion() != null ? row.deletion() : held.deletion();
      rows.add(last == null || wider != null || coveredByAny(held.ranges()) ? row : last);
    }
    return rows;
  }

  private static boolean coveredByAny(List<RangeTombstone> ranges) {
    return !ranges.isEmpty();
  }
}
