// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.node.disk.Disk;
import io.ringtail.protocol.ring.NodeId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way by which hints leave their store, segment by segment. Confined to the loop. */
final class HintSource {
  private static final Logger LOG = LoggerFactory.getLogger(HintSource.class);

  private final Disk disk;
  private final long ageMillisMax;
  private final Map<NodeId, HintLog> logs;
  private final HintCommits commits;
  private final HintTally tally;
  private final HintWork work;

  HintSource(
      HintStore.Settings settings,
      Map<NodeId, HintLog> logs,
      HintCommits commits,
      HintTally tally,
      HintWork work) {
    this.disk = settings.disk();
    this.ageMillisMax = settings.ageMillisMax();
    this.logs = logs;
    this.commits = commits;
    this.tally = tally;
    this.work = work;
  }

  /** The targets that there are hints for, ascending. */
  List<NodeId> targets() {
    return logs.values().stream().filter(log -> log.left() > 0).map(HintLog::target).toList();
  }

  /**
   * A target's oldest segment, sealed; null when there is none.
   *
   * @param seals whether one that is appended to is sealed for it; not too often, as each is a file
   */
  @Nullable HintSegment oldest(NodeId target, boolean seals) {
    HintLog log = logs.get(target);
    HintSegment first = log == null ? null : log.first();
    if (log == null || first == null) {
      return null;
    }
    if (!first.isSealed() && seals && first.left() > 0) {
      log.seal(commits);
    }
    return first.isSealed() ? first : null;
  }

  /** Reads a piece of a sealed segment, and then does something with it on the loop. */
  void read(
      HintSegment segment,
      int from,
      BiConsumer<HintReader.@Nullable Chunk, @Nullable IOException> done) {
    HintReader reader = new HintReader(disk, segment, segment.end());
    work.run(() -> reader.read(from), done);
  }

  boolean isExpired(Hint hint, long nowMillis) {
    return hint.isExpired(nowMillis, ageMillisMax);
  }

  /** Hints of a segment were delivered. */
  void delivered(HintSegment segment, long count) {
    segment.settled(count);
    tally.delivered(count);
  }

  /** Hints of a segment were too old to be delivered. */
  void expired(HintSegment segment, long count) {
    segment.settled(count);
    tally.expired(count);
  }

  /** Nothing more can be had of a segment. */
  void finished(HintSegment segment) {
    HintLog log = logs.get(segment.target());
    if (log != null && log.first() == segment) {
      removeFirst(log);
    }
  }

  /** Deletes the segments in which all that is left is too old to be delivered. */
  void expire(long nowMillis) {
    for (HintLog log : logs.values()) {
      HintSegment first = log.first();
      while (first != null && first.left() > 0 && first.isExpired(nowMillis, ageMillisMax)) {
        log.seal(commits);
        if (!first.isSealed()) {
          break;
        }
        expired(first, first.left());
        first = removeFirst(log);
      }
    }
  }

  /** Deletes all segments of a target, but for one that is being made, and holds nothing. */
  void removeAll(HintLog log) {
    log.seal(commits);
    HintSegment first = log.first();
    while (first != null && first.isSealed()) {
      first = removeFirst(log);
    }
  }

  /** Deletes a log's oldest segment; returns the one behind it. */
  private @Nullable HintSegment removeFirst(HintLog log) {
    HintSegment segment = log.removeFirst();
    tally.addBytes(-segment.bytes());
    work.run(
        () -> {
          disk.delete(segment.path());
          return segment;
        },
        (deleted, failure) -> {
          if (failure != null) {
            LOG.warn(
                "{} cannot be deleted: {}; its hints are delivered again after a restart",
                segment.path(),
                failure.getMessage());
          }
        });
    return log.first();
  }
}
