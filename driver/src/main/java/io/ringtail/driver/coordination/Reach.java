// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

/** Whether something can be sent to a replica now. */
public enum Reach {
  CONNECTED,
  /** An attempt to connect is under way, or about to begin. */
  CONNECTING,
  /** An attempt to connect that began after the request did has failed. */
  UNREACHABLE
}
