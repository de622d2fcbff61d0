// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

/** What can go wrong between two hosts; each is counted when it takes effect. */
public enum NetworkFault {
  /** A segment took longer than the path takes by itself. */
  DELAY,
  /** A segment was lost once or more: what is behind it waited until it was sent again. */
  LOSS,
  /** A segment came twice; TCP threw the second away. */
  DUPLICATION,
  /** A segment came late: what had overtaken it waited for it. */
  REORDERING,
  /** A segment had to wait for the path to be free. */
  SLOW_LINK,
  /** A connection was cut, and what was under way on it is lost. */
  RESET,
  /** Nothing answered an attempt to connect. */
  BLOCKED_CONNECT,
  /** An attempt to connect was refused although somebody listens. */
  REFUSED_CONNECT,
  /** A partition held something up. */
  PARTITION
}
