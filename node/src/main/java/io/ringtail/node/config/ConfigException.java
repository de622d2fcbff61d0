// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

/** A configuration that a node cannot start with; the message is one line that says what to do. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ConfigException(String message) {
    super(message);
  }
}
