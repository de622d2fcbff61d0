// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.metadata;

import io.ringtail.node.metadata.AcceptorState;
import io.ringtail.node.metadata.MetadataState;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.time.Ballot;

/** Classic mistakes of voters. */
enum WorseParts implements Parts {
  /** After a crash a voter knows the map, but not what it promised or accepted. */
  FORGETS_THE_INSTANCE_IN_A_CRASH {
    @Override
    public MetadataState recovered(MetadataState durable) {
      return new MetadataState(durable.map(), null, durable.joined(), durable.formed());
    }
  },

  /** After a crash a voter knows what it accepted, but not what it promised since. */
  FORGETS_ITS_PROMISE_IN_A_CRASH {
    @Override
    public MetadataState recovered(MetadataState durable) {
      AcceptorState known = durable.acceptor();
      if (known == null) {
        return durable;
      }
      Ballot ballot = known.vote().acceptedBallot();
      return durable.withAcceptor(
          new AcceptorState(
              known.epoch(),
              ballot == null ? Ballot.NONE : ballot,
              ballot,
              known.vote().accepted()));
    }
  },

  /** A promise does not say what was accepted before. */
  HIDES_WHAT_IT_ACCEPTED {
    @Override
    public Response.Done answer(Response.Done answer) {
      return answer instanceof Response.MetadataPromise promise
          ? new Response.MetadataPromise(promise.promised(), promise.highest(), null, null)
          : answer;
    }
  },

  /** Says yes to any proposal. */
  VOTES_FOR_EVERYTHING {
    @Override
    public Response.Done answer(Response.Done answer) {
      return answer instanceof Response.MetadataAccepted vote
          ? new Response.MetadataAccepted(true, vote.highest())
          : answer;
    }
  },

  /** A voter answers before its disk holds what it answers. */
  ANSWERS_BEFORE_IT_IS_DURABLE {
    @Override
    public boolean waitsForDisk() {
      return false;
    }
  }
}
