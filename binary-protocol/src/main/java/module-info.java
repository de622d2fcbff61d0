// SPDX-License-Identifier: Apache-2.0

/** What clients and nodes of Ringtail agree on. */
module io.ringtail.protocol {
  requires com.dynatrace.hash4j;
  requires transitive io.netty.buffer;
  requires static transitive org.jspecify;

  exports io.ringtail.protocol.time;
  exports io.ringtail.protocol.ring;
  exports io.ringtail.protocol.type;
  exports io.ringtail.protocol.schema;
  exports io.ringtail.protocol.map;
  exports io.ringtail.protocol.row;
  exports io.ringtail.protocol.consensus;
  exports io.ringtail.protocol.merge;
  exports io.ringtail.protocol.message;
  exports io.ringtail.protocol.frame;
  exports io.ringtail.protocol.codec;
}
