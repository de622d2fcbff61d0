// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;

/**
 * What a binding is told by YCSB's properties.
 *
 * @param url of the face under test
 * @param contactPoints of the cluster, as host:port,host:port
 */
record BindingSettings(String url, String contactPoints, RequestOptions requests) {
  static final String URL = "ringtail.url";
  static final String CONTACT_POINTS = "ringtail.contactpoints";
  static final String LEVEL = "ringtail.level";

  /** Longer than any operation should take, so that a slow one is measured and not cut off. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  static BindingSettings of(Properties properties) {
    return new BindingSettings(
        required(properties, URL),
        required(properties, CONTACT_POINTS),
        new RequestOptions(Level.valueOf(required(properties, LEVEL)), TIMEOUT));
  }

  private static String required(Properties properties, String name) {
    return Objects.requireNonNull(properties.getProperty(name), name);
  }
}
