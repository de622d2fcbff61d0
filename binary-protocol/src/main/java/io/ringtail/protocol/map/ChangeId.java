// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.map;

/**
 * The request that a decided map came from, so that whoever asked can tell an own change from an
 * equal one of somebody else.
 *
 * @param writer of the request's id
 * @param counter of the request's id
 */
public record ChangeId(long writer, long counter) {
  /** Of the first map, which nobody asked for. */
  public static final ChangeId NONE = new ChangeId(0, 0);
}
