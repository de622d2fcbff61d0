// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

/** When a deletion may be forgotten, once nothing is left that it deletes. */
public sealed interface TombstoneGc {
  /** The rule of tables for which none is named: nothing that was deleted can come back. */
  TombstoneGc DEFAULT = new Repaired();

  /**
   * No deletion is forgotten that is younger, in milliseconds, whatever the grace: a write by a
   * slow clock, or one that was long under way, is to be above what may be forgotten, as
   * conditional writes are.
   */
  long AGE_MILLIS_MIN = 60_000;

  /** When all replicas are known to have it. */
  record Repaired() implements TombstoneGc {}

  /**
   * After some time, whether or not all replicas have it: a replica that was away for longer brings
   * back what was deleted.
   *
   * @param graceMillis that time
   */
  record Grace(long graceMillis) implements TombstoneGc {
    /** Ten days. */
    public static final long GRACE_MILLIS_DEFAULT = 864_000_000;

    public static final long GRACE_MILLIS_MAX = 3_660 * 86_400_000L;

    public Grace {
      if (graceMillis < 0 || graceMillis > GRACE_MILLIS_MAX) {
        throw new IllegalArgumentException(
            "a grace of " + graceMillis + " ms, expected 0 to " + GRACE_MILLIS_MAX);
      }
    }
  }
}
