// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

import io.ringtail.protocol.map.ClusterMap;

/** What a node says without being asked, on stream 0. */
public sealed interface Event extends Message {
  /** A newer map was decided. */
  record MapChanged(ClusterMap map) implements Event {}
}
