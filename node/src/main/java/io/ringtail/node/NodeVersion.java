// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node;

import org.jspecify.annotations.Nullable;

/** This program's version, from the manifest of its jar. */
public final class NodeVersion {
  public static final String TEXT = text();

  private NodeVersion() {}

  private static String text() {
    @Nullable String version = NodeVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
