// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.metadata;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Reason;

/** What a wanted change makes of a cluster map. */
public sealed interface ChangeOutcome {
  /** The map of the next epoch. */
  record Changed(ClusterMap map) implements ChangeOutcome {}

  /** What is wanted is there already, and that is fine. */
  record Unchanged() implements ChangeOutcome {}

  /** The change makes no sense on this map. */
  record Rejected(Reason reason, String detail) implements ChangeOutcome {}
}
