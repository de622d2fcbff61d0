// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.map;

import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.ReplicaSet;
import io.ringtail.protocol.schema.Replication;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes hold each vnode, for one replication. The replica sets are few, so that losing any
 * two nodes rarely loses data; source: Cidon et al., "Copysets", USENIX ATC 2013. The arrays are
 * not to be changed.
 *
 * @param sets the distinct replica sets
 * @param setOfVnode for each vnode, an index into {@code sets}
 * @param epochOfVnode for each vnode, the epoch in which its replicas last changed
 */
public record Placement(
    Replication replication, List<ReplicaSet> sets, int[] setOfVnode, long[] epochOfVnode) {
  public Placement {
    sets = List.copyOf(sets);
    if (setOfVnode.length != epochOfVnode.length) {
      throw new IllegalArgumentException(
          setOfVnode.length
              + " vnodes have a replica set, but "
              + epochOfVnode.length
              + " an epoch");
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Placement placement
        && replication.equals(placement.replication)
        && sets.equals(placement.sets)
        && Arrays.equals(setOfVnode, placement.setOfVnode)
        && Arrays.equals(epochOfVnode, placement.epochOfVnode);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(setOfVnode) + Arrays.hashCode(epochOfVnode);
  }

  @Override
  public String toString() {
    return "Placement[" + vnodes() + " vnodes, " + replication + ", " + sets.size() + " sets]";
  }

  public int vnodes() {
    return setOfVnode.length;
  }

  public ReplicaSet replicas(int vnodeIndex) {
    return sets.get(setOfVnode[vnodeIndex]);
  }

  public Epoch epoch(int vnodeIndex) {
    return new Epoch(epochOfVnode[vnodeIndex]);
  }
}
