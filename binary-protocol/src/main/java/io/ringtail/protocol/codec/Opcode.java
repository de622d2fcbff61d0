// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

/**
 * The numbers of the messages; never used again for another. A request below 0x40 is answered by
 * its own number plus 0x40 when it is done (but {@link #CANCEL}); events begin at 0x80.
 */
public final class Opcode {
  public static final int HELLO = 0x01;

  /** Reserved for authentication; refused until that exists. */
  public static final int AUTH = 0x02;

  public static final int READ = 0x03;
  public static final int WRITE = 0x04;
  public static final int SCAN = 0x05;
  public static final int FETCH_MAP = 0x06;
  public static final int WATCH_MAP = 0x07;
  public static final int CHANGE_SCHEMA = 0x08;
  public static final int PING = 0x09;
  public static final int METADATA_PREPARE = 0x0A;
  public static final int METADATA_PROPOSE = 0x0B;
  public static final int METADATA_COMMIT = 0x0C;
  public static final int FETCH_STATUS = 0x0D;
  public static final int INTRODUCE = 0x0E;
  public static final int TAKE_SNAPSHOT = 0x0F;
  public static final int LIST_SNAPSHOTS = 0x10;
  public static final int DELETE_SNAPSHOT = 0x11;
  public static final int FETCH_STORAGE = 0x12;
  public static final int FETCH_COMPACTIONS = 0x13;
  public static final int PAUSE_COMPACTIONS = 0x14;
  public static final int RUN_COMPACTIONS = 0x15;
  public static final int PREPARE = 0x16;
  public static final int PROPOSE = 0x17;
  public static final int COMMIT = 0x18;
  public static final int TAKE_TURN = 0x19;
  public static final int END_TURN = 0x1A;
  public static final int HINT = 0x1B;
  public static final int COORDINATE = 0x1C;
  public static final int DECIDE = 0x1D;

  /** The one request without an answer; it comes on the stream of another. */
  public static final int CANCEL = 0x1E;

  /** Added to a request's number to get that of its done answer. */
  public static final int DONE = 0x40;

  public static final int REFUSED = 0x7E;
  public static final int UNKNOWN = 0x7F;

  public static final int MAP_CHANGED = 0x80;
  public static final int DRAINING = 0x81;

  private Opcode() {}
}
