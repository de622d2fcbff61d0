// SPDX-License-Identifier: Apache-2.0

/** The driver of Ringtail: sessions, routing and quorum coordination. */
module io.ringtail.driver {
  requires transitive io.ringtail.protocol;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires HdrHistogram;
  requires org.slf4j;
  requires static transitive org.jspecify;

  uses io.ringtail.driver.transport.EmbeddedClusters;

  exports io.ringtail.driver;
  exports io.ringtail.driver.api;
  exports io.ringtail.driver.transport;

  // The node speaks with its peers over the same connections, and coordinates with the same engine.
  exports io.ringtail.driver.connection to
      io.ringtail.node;
  exports io.ringtail.driver.consensus to
      io.ringtail.node;
  exports io.ringtail.driver.coordination to
      io.ringtail.node;
  exports io.ringtail.driver.lane to
      io.ringtail.node;
  exports io.ringtail.driver.routing to
      io.ringtail.node;
}
