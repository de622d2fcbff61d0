// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Reason;

/** How a proposer's work ended. */
public sealed interface ProposalOutcome {
  /** The change is part of this decided map. */
  record Done(ClusterMap map) implements ProposalOutcome {}

  /** This decided map does not allow the change: nothing happened, and nothing will. */
  record Rejected(ClusterMap map, Reason reason, String detail) implements ProposalOutcome {}

  /** The time is over: nothing happened, and nothing will. */
  record Expired(String detail) implements ProposalOutcome {}

  /** The change may have been decided, or may be later. */
  record InDoubt(String detail) implements ProposalOutcome {}
}
