// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.metadata;

import io.ringtail.node.metadata.MetadataState;
import io.ringtail.protocol.message.Response;

/** The parts that a model can be given worse ones for, to see whether it notices. */
public interface Parts {
  /** As the product has them. */
  Parts PRODUCT = new Parts() {};

  /** What a node knows after a crash of what was durable before it. */
  default MetadataState recovered(MetadataState durable) {
    return durable;
  }

  /** How a voter puts its answer. */
  default Response.Done answer(Response.Done answer) {
    return answer;
  }

  /** Whether a voter answers only when what the answer says is durable. */
  default boolean waitsForDisk() {
    return true;
  }
}
