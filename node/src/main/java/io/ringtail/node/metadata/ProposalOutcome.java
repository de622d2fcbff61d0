// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Reason;

/** How a proposer's work ended. */
public sealed interface ProposalOutcome {
  /** The change is part of this decided map. */
  record Done(ClusterMap map) implements ProposalOutcome {}

  /** Nothing happened, and nothing will. */
  record Refused(Reason reason, String detail) implements ProposalOutcome {}

  /** The change may have been decided, or may be later. */
  record InDoubt(String detail) implements ProposalOutcome {}
}
