// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.ring;

import java.util.UUID;

/** The identity of a cluster: a pure function of its initial nodes. */
public record ClusterId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
