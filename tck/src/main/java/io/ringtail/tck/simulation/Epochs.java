// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation;

import io.ringtail.protocol.map.ClusterMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The one history of epochs: whoever knows a map of some epoch knows the same one, and nobody's
 * newest map gets older while it lives. Confined to the simulation's thread.
 */
final class Epochs {
  private final Map<Long, ClusterMap> maps = new HashMap<>();

  /** The map by which each goes that was looked at. */
  private final Map<String, ClusterMap> newest = new HashMap<>();

  private final Consumer<String> broken;

  Epochs(Consumer<String> broken) {
    this.broken = broken;
  }

  /** Looks at the map that somebody goes by. */
  void see(String who, ClusterMap map) {
    ClusterMap before = newest.put(who, map);
    if (before == map) {
      return;
    }
    long epoch = map.epoch().number();
    ClusterMap known = maps.putIfAbsent(epoch, map);
    if (known != null && known != map && !known.equals(map)) {
      broken.accept(
          "%s has another map for epoch %d (change %s) than others have (change %s)"
              .formatted(who, epoch, map.change(), known.change()));
    }
    if (before != null && before.epoch().number() > epoch) {
      broken.accept("%s went back from epoch %s to %d".formatted(who, before.epoch(), epoch));
    }
  }

  /** Somebody began anew, and may know less than before. */
  void forget(String who) {
    newest.remove(who);
  }

  int count() {
    return maps.size();
  }

  List<Long> known() {
    List<Long> epochs = new ArrayList<>(maps.keySet());
    epochs.sort(null);
    return epochs;
  }
}
