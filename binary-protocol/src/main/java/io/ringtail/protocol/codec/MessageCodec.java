// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.message.Message;

/** The registry of all messages: their opcodes and the codec of each. */
public final class MessageCodec {
  private MessageCodec() {}

  /** The opcode of a message's kind. */
  public static int opcode(Message message) {
    throw new IllegalStateException("not yet");
  }

  /** Appends a message's body. */
  public static void encode(Message message, ByteBuf out) {
    throw new IllegalStateException("not yet");
  }

  /**
   * Reads a body to its end. Arrays in the message are copies.
   *
   * @throws io.ringtail.protocol.frame.MalformedException when the body is not one of that opcode
   */
  public static Message decode(int opcode, ByteBuf body) {
    throw new IllegalStateException("not yet");
  }
}
