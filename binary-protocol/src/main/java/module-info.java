// SPDX-License-Identifier: Apache-2.0

/** What clients and nodes of Ringtail agree on: frames, messages, the ring, schema, rows, merge. */
module io.ringtail.protocol {
  requires transitive io.netty.buffer;
  requires com.dynatrace.hash4j;
  requires static transitive org.jspecify;
}
