// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Response;

/**
 * A replica's word that nothing happened.
 *
 * @param retryAfterMillis a hint; 0 when there is none
 * @param epoch of the replica's map
 */
public record Refusal(Reason reason, String detail, int retryAfterMillis, long epoch) {
  public static Refusal of(Response.Refused refused) {
    return new Refusal(
        refused.reason(), refused.detail(), refused.retryAfterMillis(), refused.epoch().number());
  }
}
