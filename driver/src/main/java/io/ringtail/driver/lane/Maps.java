// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.lane;

import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.map.ClusterMap;

/** The newest map of a session, which its lanes feed and follow. Thread-safe. */
public interface Maps {
  MapView newest();

  /** Takes a map that a node sent; where it is newer, all lanes are told. */
  void offer(ClusterMap map);
}
