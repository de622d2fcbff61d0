// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

/** Absolute expiry times in milliseconds of the wall clock, as cells and row markers carry them. */
public final class Expiry {
  /** The expiry of what lives until it is deleted. */
  public static final long NEVER = 0;

  private Expiry() {}

  /**
   * Whether something with this expiry is gone for a reader whose own clock says {@code nowMillis}.
   */
  public static boolean expired(long expiryMillis, long nowMillis) {
    return expiryMillis != NEVER && expiryMillis <= nowMillis;
  }
}
