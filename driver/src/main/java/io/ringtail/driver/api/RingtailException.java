// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import org.jspecify.annotations.Nullable;

/** Why a request failed, and whether it may have taken effect all the same. */
public abstract sealed class RingtailException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean mayHaveTakenEffect;

  private RingtailException(String message, boolean mayHaveTakenEffect, @Nullable Throwable cause) {
    super(message, cause);
    this.mayHaveTakenEffect = mayHaveTakenEffect;
  }

  /**
   * False when nothing was changed and nothing will be; true when a write may be there, or may
   * still arrive.
   */
  public boolean mayHaveTakenEffect() {
    return mayHaveTakenEffect;
  }

  /**
   * Too few replicas are reachable for the level. Nothing was sent, or everything sent was refused.
   */
  public static final class Unavailable extends RingtailException {
    private static final long serialVersionUID = 1;

    public Unavailable(String message) {
      super(message, false, null);
    }
  }

  /** Too few replicas answered a read in time. */
  public static final class ReadTimeout extends RingtailException {
    private static final long serialVersionUID = 1;

    public ReadTimeout(String message) {
      super(message, false, null);
    }
  }

  /** Too few replicas acknowledged a write in time; those that took it keep it. */
  public static final class WriteTimeout extends RingtailException {
    private static final long serialVersionUID = 1;

    public WriteTimeout(String message) {
      super(message, true, null);
    }
  }

  /**
   * The cluster or this session has too much to do. Mostly nothing happened; a write that some
   * replicas took before others refused it says so.
   */
  public static final class Overloaded extends RingtailException {
    private static final long serialVersionUID = 1;

    private final int retryAfterMillis;

    public Overloaded(String message, int retryAfterMillis) {
      this(message, retryAfterMillis, false);
    }

    public Overloaded(String message, int retryAfterMillis, boolean mayHaveTakenEffect) {
      super(message, mayHaveTakenEffect, null);
      this.retryAfterMillis = retryAfterMillis;
    }

    /** When to try again, in milliseconds; 0 where nobody knows. */
    public int retryAfterMillis() {
      return retryAfterMillis;
    }
  }

  /**
   * The request makes no sense as it is: unknown table or column, wrong type, too large. Nothing
   * happened.
   */
  public static final class InvalidRequest extends RingtailException {
    private static final long serialVersionUID = 1;

    public InvalidRequest(String message) {
      super(message, false, null);
    }
  }

  /** A keyspace or table of that name is there already. Nothing happened. */
  public static final class AlreadyExists extends RingtailException {
    private static final long serialVersionUID = 1;

    public AlreadyExists(String message) {
      super(message, false, null);
    }
  }

  /** No node could be reached, or none that speaks this protocol. Nothing happened. */
  public static final class ConnectionFailed extends RingtailException {
    private static final long serialVersionUID = 1;

    public ConnectionFailed(String message, @Nullable Throwable cause) {
      super(message, false, cause);
    }
  }

  /** Replicas refused or failed: a full disk, damage, a clock too far off. */
  public static final class ReplicaFailure extends RingtailException {
    private static final long serialVersionUID = 1;

    public ReplicaFailure(String message, boolean mayHaveTakenEffect) {
      super(message, mayHaveTakenEffect, null);
    }
  }

  /** It is not known what became of the request: a schema change without an answer, say. */
  public static final class InDoubt extends RingtailException {
    private static final long serialVersionUID = 1;

    public InDoubt(String message, @Nullable Throwable cause) {
      super(message, true, cause);
    }
  }

  /** The session was closed. */
  public static final class SessionClosed extends RingtailException {
    private static final long serialVersionUID = 1;

    public SessionClosed(String message, boolean mayHaveTakenEffect) {
      super(message, mayHaveTakenEffect, null);
    }
  }
}
