// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.shard;

/** Whether a node answers for data. */
public enum NodeState {
  /** Its data folder has not joined yet. */
  JOINING,
  /** It serves. */
  MEMBER,
  /** Its data folder is not the one that joined under its name: it answers for nothing. */
  NOT_A_MEMBER,
  /** It takes no more requests. */
  STOPPING
}
