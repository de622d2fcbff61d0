// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.metadata;

import io.ringtail.node.metadata.MetadataState;
import io.ringtail.protocol.map.ClusterMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node: what it knows, what of that its disk holds, and the change that it works on. */
final class Member {
  /**
   * Something that is done when the disk is ready.
   *
   * @param letter that it answers; null where it answers none
   */
  record Waiting(@Nullable Letter letter, Runnable then) {}

  MetadataState state = MetadataState.EMPTY;
  MetadataState durable = MetadataState.EMPTY;

  /** The newest durable map, which the node goes by. */
  @Nullable ClusterMap map;

  @Nullable Change current;
  boolean down;

  /** What is to be done when everything so far is durable. */
  final List<Waiting> waiting = new ArrayList<>();

  void reset(ClusterMap initial) {
    state = MetadataState.EMPTY.withMap(initial);
    durable = state;
    map = initial;
    current = null;
    down = false;
    waiting.clear();
  }

  boolean isDurable() {
    return waiting.isEmpty();
  }
}
