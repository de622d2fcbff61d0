// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jcache.expiry;

import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A cache's expiry policy as its writes use it. An entry's life can depend on when it was created
 * and updated; a policy that extends it on access is refused, because a read here writes nothing.
 * Thread-safe if the policy is.
 */
public final class EntryExpiry {
  private final ExpiryPolicy policy;
  private final boolean sameForAllWrites;

  /**
   * Takes over a policy.
   *
   * @throws UnsupportedOperationException if the policy sets an expiry on access
   */
  public EntryExpiry(ExpiryPolicy policy) {
    if (policy.getExpiryForAccess() != null) {
      throw new UnsupportedOperationException(
          "expiry on access ("
              + policy.getClass().getName()
              + ") is not supported: use expiry on creation or update");
    }
    this.policy = policy;
    // Exactly these classes: a subclass may answer anything.
    this.sameForAllWrites =
        policy.getClass() == EternalExpiryPolicy.class
            || policy.getClass() == ModifiedExpiryPolicy.class;
  }

  /**
   * Whether creation and update always have the same lifetime, so that a write need not know
   * whether the entry exists.
   */
  public boolean sameForAllWrites() {
    return sameForAllWrites;
  }

  /**
   * The lifetime of an entry that a write creates; a policy that fails or answers null counts as
   * eternal, as the standard says.
   */
  public Lifetime onCreation() {
    @Nullable Duration duration = policy.getExpiryForCreation();
    return duration == null ? new Lifetime.Forever() : Lifetime.of(duration);
  }

  /** The lifetime of an entry that a write replaces. */
  public Lifetime onUpdate() {
    @Nullable Duration duration = policy.getExpiryForUpdate();
    return duration == null ? new Lifetime.Unchanged() : Lifetime.of(duration);
  }
}
