// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.retry;

/**
 * Lets through a share of what is done, and no more: each thing done puts a part of a token in, and
 * whatever is beyond it takes one out. Full at the start. Confined to its owner's thread.
 */
public final class TokenBucket {
  private final double share;
  private final double tokensMax;
  private double tokens;

  /**
   * A full bucket.
   *
   * @param share of a token for each thing done, 0 to 1
   * @param tokensMax how many may be taken at once
   */
  public TokenBucket(double share, int tokensMax) {
    if (share < 0 || share > 1 || tokensMax < 1) {
      throw new IllegalArgumentException(
          "a share of " + share + " and " + tokensMax + " tokens; expected 0 to 1, and 1 or more");
    }
    this.share = share;
    this.tokensMax = share == 0 ? 0 : tokensMax;
    this.tokens = this.tokensMax;
  }

  /** Something was done. */
  public void done() {
    tokens = Math.min(tokensMax, tokens + share);
  }

  /** Takes a token; false where none is left. */
  public boolean take() {
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
