// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.hint;

import io.ringtail.node.config.SyncMode;
import io.ringtail.node.disk.Disk;
import io.ringtail.node.disk.DiskFile;
import io.ringtail.node.disk.DiskFullException;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.ring.NodeId;
import io.ringtail.protocol.row.Mutation;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard's hints: a log for each target, all committed by one sequence of positions. Records wait
 * in buffers until {@link #commitTurn} at the end of the loop's turn, and where their segment is
 * still being made until it is there. Confined to the loop; {@link HintDelivery} takes hints out.
 */
public final class HintStore {
  private static final Logger LOG = LoggerFactory.getLogger(HintStore.class);

  /** A full disk is written to again after this. */
  private static final long FULL_MILLIS = 500;

  private static final String FULL_DETAIL = "no room on the disk for hints";

  /**
   * What a store needs to be opened.
   *
   * @param folder of its own; it is made when there is something to keep
   * @param segmentBytes a file is ended once it is as long; and so much of a target's may wait to
   *     be written
   * @param bytesMax of all records together
   * @param ageMillisMax hints that are as old are not delivered any more
   */
  public record Settings(
      Disk disk,
      String folder,
      SyncMode mode,
      long syncPeriodMillis,
      int segmentBytes,
      long bytesMax,
      long ageMillisMax) {}

  private final Settings settings;
  private final HintThreads threads;
  private final HintListener listener;
  private final Map<NodeId, HintLog> logs;
  private final HintTally tally = new HintTally();
  private final HintCommits commits;
  private final HintWork work;
  private final HintSource source;

  /** Logs with records that wait to be written. */
  private final Set<HintLog> waiting = new LinkedHashSet<>();

  private Runnable whenKept = () -> {};
  private boolean diskFull;

  /** Nothing is taken any more. */
  private boolean closing;

  private @Nullable Runnable whenClosed;

  private HintStore(
      Settings settings, HintThreads threads, HintListener listener, Map<NodeId, HintLog> logs) {
    this.settings = settings;
    this.threads = threads;
    this.listener = listener;
    this.logs = logs;
    this.commits = new HintCommits(settings.mode(), settings.syncPeriodMillis(), threads, listener);
    this.work = new HintWork(threads, broken -> commits.fail("hints stop", broken));
    this.source = new HintSource(settings, logs, commits, tally, work);
    logs.values().forEach(log -> tally.addBytes(log.bytes()));
    commits.whenSynced(this::finishClose);
    work.whenDone(this::finishClose);
  }

  /** Opens a store with the hints that are there. It blocks, and reads all of them, in pieces. */
  public static HintStore open(Settings settings, HintThreads threads, HintListener listener)
      throws IOException {
    HintOpening opening =
        new HintOpening(settings.disk(), settings.folder(), settings.segmentBytes());
    return new HintStore(settings, threads, listener, opening.logs());
  }

  /** Keeps mutations for a target, all or none of them; {@link #commitTurn} has to follow. */
  public HintOutcome append(NodeId target, long nowMillis, List<Mutation> mutations) {
    long recordsBytes = mutations.stream().mapToLong(HintFormat::recordBytes).sum();
    HintLog log =
        logs.computeIfAbsent(
            target, id -> new HintLog(id, settings.folder(), settings.segmentBytes()));
    HintOutcome.Refused objection = objection(log, recordsBytes);
    if (objection != null) {
      tally.refused(mutations.size());
      return objection;
    }
    if (log.current() == null) {
      make(log);
    }
    long position = commits.append();
    log.append(position, nowMillis, mutations);
    waiting.add(log);
    tally.addBytes(recordsBytes);
    tally.kept(mutations.size());
    whenKept.run();
    return new HintOutcome.Kept(position);
  }

  private HintOutcome.@Nullable Refused objection(HintLog log, long recordsBytes) {
    if (commits.isFailed() || closing) {
      return new HintOutcome.Refused(Reason.STOPPING, "no more hints are kept");
    }
    if (diskFull) {
      return new HintOutcome.Refused(Reason.DISK_FULL, FULL_DETAIL);
    }
    if (tally.bytes() + recordsBytes > settings.bytesMax()) {
      String detail =
          "hints of a shard take " + tally.bytes() + " of " + settings.bytesMax() + " bytes";
      return new HintOutcome.Refused(Reason.OVERLOADED, detail);
    }
    return log.isBehind()
        ? new HintOutcome.Refused(Reason.OVERLOADED, "hints come faster than they are written")
        : null;
  }

  private void make(HintLog log) {
    HintSegment segment = log.begin();
    work.run(
        () -> log.make(settings.disk(), segment),
        (file, failure) -> made(log, segment, file, failure));
  }

  private void made(
      HintLog log, HintSegment segment, @Nullable DiskFile file, @Nullable IOException failure) {
    if (file != null) {
      segment.opened(file);
    } else if (failure instanceof DiskFullException) {
      refuseWaiting(failure);
      log.abandon(segment);
    } else if (failure != null) {
      commits.fail("cannot make " + segment.path(), failure);
    }
    commitTurn();
  }

  /** Hands what was appended to the operating system, and commits it or begins to. */
  public void commitTurn() {
    if (commits.isFailed()) {
      return;
    }
    try {
      for (HintLog log : waiting) {
        log.write(commits);
      }
    } catch (DiskFullException full) {
      refuseWaiting(full);
    } catch (IOException failure) {
      commits.fail("cannot write hints", failure);
      return;
    }
    waiting.removeIf(log -> !log.isWaiting());
    long next =
        waiting.stream().mapToLong(HintLog::waitingFrom).min().orElse(commits.appended() + 1);
    commits.written(next - 1);
  }

  /** The disk is full: what waits, for whatever target, would wait for nobody knows how long. */
  private void refuseWaiting(IOException cause) {
    waiting.forEach(this::drop);
    waiting.clear();
    if (!diskFull) {
      diskFull = true;
      LOG.warn("hints are refused: {}", cause.getMessage());
      var _ = threads.loop().schedule(this::tryDiskAgain, FULL_MILLIS, TimeUnit.MILLISECONDS);
    }
    long from = commits.written() + 1;
    if (commits.appended() >= from) {
      listener.refused(from, commits.appended(), Reason.DISK_FULL, FULL_DETAIL);
    }
  }

  private void tryDiskAgain() {
    diskFull = false;
  }

  private void drop(HintLog log) {
    tally.addBytes(-log.waitingBytes());
    tally.dropped(log.dropWaiting());
  }

  /** The position up to which everything is committed. */
  public long committed() {
    return commits.committed();
  }

  /** Deletes all hints for a target, which has left the cluster. */
  public void forget(NodeId target) {
    HintLog log = logs.get(target);
    if (log != null) {
      waiting.remove(log);
      drop(log);
      source.removeAll(log);
      commitTurn();
    }
  }

  /** What is kept for each target that there are hints for. */
  public List<TargetHints> targets() {
    return logs.values().stream().filter(log -> log.left() > 0).map(HintLog::status).toList();
  }

  /** What became of hints since the store was opened. */
  public HintCounts counts() {
    return tally.counts();
  }

  /** Names what is run whenever a hint was kept. */
  void whenKept(Runnable task) {
    whenKept = task;
  }

  HintSource source() {
    return source;
  }

  ScheduledExecutorService loop() {
    return threads.loop();
  }

  /** Writes and syncs everything, closes all files, and then runs something on the loop. */
  public void close(Runnable then) {
    commitTurn();
    closing = true;
    whenClosed = then;
    finishClose();
  }

  /** Ends the store once nothing is under way. */
  private void finishClose() {
    Runnable then = whenClosed;
    if (then == null || !work.isIdle()) {
      return;
    }
    if (commits.isFailed()) {
      waiting.forEach(this::drop);
      waiting.clear();
    }
    logs.values().forEach(log -> log.seal(commits));
    commits.close();
    if (commits.isIdle()) {
      whenClosed = null;
      then.run();
    }
  }
}
