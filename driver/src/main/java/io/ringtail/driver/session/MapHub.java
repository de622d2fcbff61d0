// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.session;

import io.ringtail.driver.api.Routing;
import io.ringtail.driver.lane.Lane;
import io.ringtail.driver.lane.Maps;
import io.ringtail.driver.routing.Location;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.map.ClusterMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest map that a session knows; tells its lanes. Thread-safe. */
final class MapHub implements Maps {
  private static final Logger LOG = LoggerFactory.getLogger(MapHub.class);

  private final Location client;
  private final Routing routing;
  private volatile MapView newest;
  private volatile List<Lane> lanes = List.of();

  MapHub(ClusterMap first, Location client, Routing routing) {
    this.client = client;
    this.routing = routing;
    newest = new MapView(first, client, routing);
  }

  /** Names those who are told of newer maps. */
  void lanes(List<Lane> followers) {
    lanes = followers;
  }

  @Override
  public MapView newest() {
    return newest;
  }

  @Override
  public void offer(ClusterMap map) {
    synchronized (this) {
      if (map.epoch().number() <= newest.epoch()) {
        return;
      }
      if (!map.clusterId().equals(newest.map().clusterId())) {
        LOG.warn(
            "ignored a map of cluster {}: this session belongs to {}",
            map.clusterId(),
            newest.map().clusterId());
        return;
      }
      newest = new MapView(map, client, routing);
      LOG.debug("following the map of epoch {}", map.epoch());
    }
    for (Lane lane : lanes) {
      if (lane.isCurrent()) {
        lane.follow(newest);
      } else {
        lane.execute(() -> lane.follow(newest));
      }
    }
  }
}
