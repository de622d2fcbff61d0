// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Response;

/** The answers that are not done: refused and unknown. */
final class OutcomeCodec {
  private OutcomeCodec() {}

  static void encode(Response.Refused refused, ByteBuf out) {
    Wire.writeVarint(out, refused.reason().code());
    Wire.writeString(out, refused.detail());
    Wire.writeVarint(out, refused.retryAfterMillis());
    Wire.writeEpoch(out, refused.epoch());
  }

  static Response.Refused refused(ByteBuf in) {
    return new Response.Refused(
        readReason(in), Wire.readString(in), Wire.readInt(in), Wire.readEpoch(in));
  }

  static void encode(Response.Unknown unknown, ByteBuf out) {
    Wire.writeVarint(out, unknown.reason().code());
    Wire.writeString(out, unknown.detail());
  }

  static Response.Unknown unknown(ByteBuf in) {
    return new Response.Unknown(readReason(in), Wire.readString(in));
  }

  private static Reason readReason(ByteBuf in) {
    int code = Wire.readInt(in);
    for (Reason reason : Reason.values()) {
      if (reason.code() == code) {
        return reason;
      }
    }
    throw Wire.malformed(in, "no reason has the code " + code);
  }
}
