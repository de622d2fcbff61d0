// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

/**
 * How many bytes may wait to be sent.
 *
 * @param low below this, a link that was full is writable again
 * @param high above this, it is not
 * @param stopsReading whether nothing is read meanwhile
 */
record WaterMarks(long low, long high, boolean stopsReading) {
  /** Those of the driver's sockets. */
  static final WaterMarks CLIENT = new WaterMarks(8 << 20, 16 << 20, false);

  /** Those of the node's sockets. */
  static final WaterMarks SERVER = new WaterMarks(256 << 10, 1 << 20, true);
}
