// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import io.ringtail.driver.Ringtail;
import io.ringtail.driver.api.Session;
import io.ringtail.driver.api.SessionOptions;
import io.ringtail.protocol.ring.Endpoint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one session of a YCSB process. YCSB makes a binding for each of its threads and gives them
 * nothing in common, so this is static: the process has no other composition root. Guarded by the
 * class.
 */
final class Shared {
  private static @Nullable Session session;
  private static int users;

  private Shared() {}

  /** The session, opened by the first who asks. */
  static synchronized Session acquire(BindingSettings settings) {
    if (session == null) {
      session =
          Ringtail.open(options(settings.contactPoints()).withRequestDefaults(settings.requests()))
              .toCompletableFuture()
              .join();
    }
    users++;
    return session;
  }

  /** Gives it back; the last one closes it. */
  static synchronized void release() {
    if (--users == 0 && session != null) {
      session.close();
      session = null;
    }
  }

  static SessionOptions options(String contactPoints) {
    return SessionOptions.of(
            Arrays.stream(contactPoints.split(",", -1)).map(Endpoint::parse).toList())
        .withClientName("bench ycsb");
  }
}
