// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import site.ycsb.DB;

/** The faces of Ringtail that YCSB can be run against, each by a binding of its own. */
public enum Target {
  DRIVER(DriverBinding.class, "ringtail://%s/default?level=%s"),
  JDBC(JdbcBinding.class, "jdbc:ringtail://%s/default?level=%s&fullScans=allow"),
  JCACHE(JCacheBinding.class, "ringtail://%s/default?level=%s");

  private final Class<? extends DB> binding;
  private final String urlFormat;

  Target(Class<? extends DB> binding, String urlFormat) {
    this.binding = binding;
    this.urlFormat = urlFormat;
  }

  Class<? extends DB> binding() {
    return binding;
  }

  /** The URL of this face for contact points written as {@code host:port,host:port}. */
  String url(String contactPoints, String level) {
    return urlFormat.formatted(contactPoints, level);
  }

  /**
   * Refuses a workload that this face cannot run.
   *
   * @throws IllegalArgumentException with the reason
   */
  public void check(CoreWorkload workload) {
    if (this == JCACHE && workload.scans()) {
      throw new IllegalArgumentException(
          "workload e cannot run through JCache: a cache has no order, so it has no scan from a key on; use --target driver or jdbc");
    }
  }
}
