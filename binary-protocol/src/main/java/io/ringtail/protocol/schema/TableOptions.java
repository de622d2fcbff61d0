// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

/**
 * What a table's owner chose for it.
 *
 * @param defaultTtlMillis time to live of writes that name none; 0 for ever
 */
public record TableOptions(long defaultTtlMillis) {
  public static final TableOptions DEFAULT = new TableOptions(0);
}
