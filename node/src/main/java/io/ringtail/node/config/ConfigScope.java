// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

/** Who has to agree on a key's value; also the section of the file that it stands in. */
public enum ConfigScope {
  /** The same on every node of the cluster. */
  CLUSTER("cluster"),
  /** Each node's own. */
  NODE("node");

  private final String section;

  ConfigScope(String section) {
    this.section = section;
  }

  public String section() {
    return section;
  }
}
