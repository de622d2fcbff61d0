// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

import io.ringtail.node.consensus.AcceptorState;
import io.ringtail.node.shard.Acceptors.Acceptor;
import io.ringtail.node.storage.ShardStorage;
import io.ringtail.node.storage.WriteOutcome;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.Proposal;
import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.row.Mutation;
import io.ringtail.protocol.row.PartitionData;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * PREPARE, PROPOSE and COMMIT: each lets a partition's acceptor take one step, and tells of it when
 * that is durable. Where a vnode may have lost something, its acceptors do not vote. Confined to
 * the shard's loop.
 */
final class ConsensusRequests {
  private static final byte[] NOTHING = PartitionCodec.encode(PartitionData.EMPTY);

  /**
   * What the records of a decision have beside key and content twice: whose the last 64 proposals
   * were, with up to 26 bytes each, and headers.
   */
  private static final int BESIDE_CONTENTS_BYTES = 4 << 10;

  private static final Response COMMITTED = new Response.Committed();
  private static final String LOST =
      "promises and acknowledged writes of this vnode may be lost here; it has to be rebuilt";

  private final RequestCheck check;
  private final Acceptors acceptors;
  private final PromiseBounds bounds;
  private final Acknowledgements acknowledgements;
  private final Supplier<ShardStorage> storage;

  /** Promises whose cells are being read. */
  private int reading;

  ConsensusRequests(
      RequestCheck check,
      Acceptors acceptors,
      PromiseBounds bounds,
      Acknowledgements acknowledgements,
      Supplier<ShardStorage> storage) {
    this.check = check;
    this.acceptors = acceptors;
    this.bounds = bounds;
    this.acknowledgements = acknowledgements;
    this.storage = storage;
  }

  /** Requests that wait for blocks. */
  int waiting() {
    return acceptors.waiting() + bounds.waiting() + reading;
  }

  void handle(FrameHeader header, Request.Consensus request, ServedMap map, Requester requester) {
    Step step =
        switch (request) {
          case Request.Prepare prepare -> new Prepare(prepare, header.streamId(), map, requester);
          case Request.Propose propose -> new Propose(propose, header.streamId(), map, requester);
          case Request.Commit commit -> new Commit(commit, header.streamId(), map, requester);
        };
    Response.Refused refused = step.check(header.epoch());
    if (refused != null) {
      requester.answer(header.streamId(), refused);
      return;
    }
    int vnode = Vnode.indexOf(Token.hash(request.key()), map.vnodeBits());
    if (storage.get().isSuspect(vnode, map.vnodeBits())) {
      step.damaged(LOST);
    } else {
      acceptors.use(request.tableId(), request.key(), step);
    }
  }

  /** One request, until it is answered. */
  private abstract class Step implements Acceptors.User {
    final int streamId;
    final ServedMap map;
    final Requester requester;

    Step(int streamId, ServedMap map, Requester requester) {
      this.streamId = streamId;
      this.map = map;
      this.requester = requester;
    }

    abstract Response.@Nullable Refused check(long epoch);

    @Override
    public void damaged(String detail) {
      requester.answer(streamId, new Response.Unknown(Reason.DAMAGED, detail));
    }

    /** Lets the acceptor take a step, and answers then. */
    void write(Acceptor acceptor, AcceptorState after, byte @Nullable [] content, Response done) {
      switch (acceptors.write(acceptor, after, content)) {
        case null -> tell(acceptor, done);
        case WriteOutcome.Written written -> {
          acknowledgements.wrote();
          acknowledgements.answer(written, requester, streamId, done);
        }
        case WriteOutcome.Refused no -> requester.answer(streamId, Shard.refused(no, map));
      }
    }

    /** Answers when what the acceptor knows is durable. */
    void tell(Acceptor acceptor, Response done) {
      acknowledgements.answer(acceptor.position(), requester, streamId, done);
    }
  }

  /**
   * The promise is made before the cells are read, which may have to wait for the disk: so they are
   * no older than the instance that it tells of. Nor may they be younger ({@link Loaded}).
   */
  private final class Prepare extends Step {
    private final Request.Prepare prepare;
    private int rounds;

    Prepare(Request.Prepare prepare, int streamId, ServedMap map, Requester requester) {
      super(streamId, map, requester);
      this.prepare = prepare;
    }

    @Override
    Response.@Nullable Refused check(long epoch) {
      return check.prepare(prepare, map, epoch);
    }

    @Override
    public void use(Acceptor acceptor) {
      if (!acceptor.state().admits(prepare.ballot())) {
        tell(acceptor, new Response.Prepared(acceptor.state().promised(), null));
        return;
      }
      if (rounds++ > ReadRequests.ROUNDS_MAX) {
        requester.answer(streamId, ReadRequests.overtaken(map));
        return;
      }
      if (!bounds.covers(prepare.ballot())) {
        if (bounds.isFull()) {
          requester.answer(streamId, waitsForDisk(map));
          return;
        }
        bounds.await(prepare.ballot(), () -> acceptors.use(prepare.tableId(), prepare.key(), this));
        return;
      }
      acceptors.promise(acceptor, prepare.ballot());
      read(acceptor.state(), acceptor.position());
    }

    private void read(AcceptorState promised, long position) {
      if (prepare.slices().isEmpty()) {
        promise(promised, position, NOTHING);
        return;
      }
      reading++;
      new SliceReads(storage.get(), prepare)
          .begin(done -> {
            reading--;
            if (done.damage() != null) {
              damaged(done.damage());
            } else {
              long last = Math.max(position, done.position());
              acceptors.use(
                  prepare.tableId(),
                  prepare.key(),
                  new Loaded(this, promised, () -> promise(promised, last, done.content())));
            }
          });
    }

    private void promise(AcceptorState promised, long position, byte[] content) {
      long purgedBelow = storage.get().purgedBelow(prepare.tableId());
      acknowledgements.answer(
          position,
          requester,
          streamId,
          new Response.Prepared(
              promised.promised(),
              promised.answer(
                  prepare.ballot().writer(), prepare.decision(), purgedBelow, content)));
    }
  }

  /**
   * A promise whose cells are loaded. What is decided meanwhile may be among them in part: where
   * the acceptor has gone on, all begins anew.
   */
  private record Loaded(Step step, AcceptorState promised, Runnable tell)
      implements Acceptors.User {
    @Override
    public void use(Acceptor acceptor) {
      if (acceptor.state().equals(promised)) {
        tell.run();
      } else {
        step.use(acceptor);
      }
    }

    @Override
    public void damaged(String detail) {
      step.damaged(detail);
    }
  }

  private static Response.Refused waitsForDisk(ServedMap map) {
    return RequestCheck.refused(
        Reason.OVERLOADED, "the disk has not taken yet how high ballots may be promised", map);
  }

  private final class Propose extends Step {
    private final Request.Propose propose;

    Propose(Request.Propose propose, int streamId, ServedMap map, Requester requester) {
      super(streamId, map, requester);
      this.propose = propose;
    }

    @Override
    Response.@Nullable Refused check(long epoch) {
      byte[] key = propose.key();
      byte[] content = propose.proposal().content();
      Response.Refused refused =
          check.proposal(
              new Mutation(propose.tableId(), key, content),
              propose.proposal().ballot(),
              map,
              epoch);
      // Whoever did not accept it writes it twice once it is decided: as data, and as a decision.
      // And a promise may have to tell of two that are as large.
      int twice = Math.min(storage.get().writeBytesMax(), FrameFormat.FRAME_BYTES_MAX);
      int bytesMax = (twice - BESIDE_CONTENTS_BYTES) / 2 - key.length;
      return refused == null && content.length > bytesMax
          ? RequestCheck.refused(
              Reason.INVALID,
              "a conditional write of " + content.length + " bytes, at most " + bytesMax,
              map)
          : refused;
    }

    @Override
    public void use(Acceptor acceptor) {
      AcceptorState state = acceptor.state();
      if (!state.admits(propose.proposal())) {
        tell(acceptor, new Response.Proposed(false, state.promised()));
        return;
      }
      AcceptorState after = state.accept(propose.proposal());
      write(acceptor, after, null, new Response.Proposed(true, after.promised()));
    }
  }

  private final class Commit extends Step {
    private final Request.Commit commit;

    Commit(Request.Commit commit, int streamId, ServedMap map, Requester requester) {
      super(streamId, map, requester);
      this.commit = commit;
    }

    @Override
    Response.@Nullable Refused check(long epoch) {
      return check.proposal(data(), commit.proposal().ballot(), map, epoch);
    }

    private Mutation data() {
      return new Mutation(commit.tableId(), commit.key(), commit.proposal().content());
    }

    @Override
    public void use(Acceptor acceptor) {
      Proposal decided = commit.proposal();
      if (acceptor.state().knows(decided)) {
        tell(acceptor, COMMITTED);
        return;
      }
      byte[] content = writesSomething() ? decided.content() : null;
      write(acceptor, acceptor.state().commit(decided), content, COMMITTED);
    }

    private boolean writesSomething() {
      return !Arrays.equals(commit.proposal().content(), NOTHING);
    }

    /** What was decided is worth having, whatever was lost. */
    @Override
    public void damaged(String detail) {
      if (writesSomething()
          && storage.get().write(List.of(data())) instanceof WriteOutcome.Written) {
        acknowledgements.wrote();
      }
      super.damaged(detail);
    }
  }
}
