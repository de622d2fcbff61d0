// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.util.concurrent.CompletionStage;

/**
 * Opens sessions. The real one is {@code io.ringtail.driver.Ringtail}; other faces take it as a
 * parameter, so that they can be tested without a cluster.
 */
@FunctionalInterface
public interface SessionFactory {
  /**
   * Ends with an open session, or a {@link RingtailException.ConnectionFailed} that says which
   * contact points were tried.
   */
  CompletionStage<Session> open(SessionOptions options);
}
