// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

/** Something that gathers what it has to send until the turn's end. */
public interface Flushable {
  /** Sends what was gathered. */
  void flush();
}
