// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver;

import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import java.util.concurrent.CompletionStage;

/** The way in: opens sessions on a Ringtail cluster. */
public final class Ringtail {
  private Ringtail() {}

  /**
   * Opens a session: connects to the contact points, fetches the cluster map, and links up with the
   * shards. A {@link io.ringtail.driver.api.SessionFactory}.
   */
  public static CompletionStage<Session> open(SessionOptions options) {
    throw new IllegalStateException("not yet");
  }
}
