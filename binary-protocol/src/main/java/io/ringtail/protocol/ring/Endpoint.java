// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.ring;

/**
 * Where a process listens.
 *
 * @param host a name or literal address, without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
  /** The port that is meant where none is given. */
  public static final int PORT_DEFAULT = 7400;

  public Endpoint {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "not an endpoint: '"
              + host
              + "' port "
              + port
              + "; write host:port with a port from 1 to 65535");
    }
  }

  /**
   * Reads {@code host}, {@code host:port} or {@code [v6 address]:port}.
   *
   * @throws IllegalArgumentException with what to write instead
   */
  public static Endpoint parse(String text) {
    String trimmed = text.strip();
    int colon = trimmed.lastIndexOf(':');
    boolean portGiven =
        colon > trimmed.lastIndexOf(']')
            && (trimmed.startsWith("[") || trimmed.indexOf(':') == colon);
    String host = portGiven ? trimmed.substring(0, colon) : trimmed;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new Endpoint(
          host, portGiven ? Integer.parseInt(trimmed.substring(colon + 1)) : PORT_DEFAULT);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "not an endpoint: '" + text + "'; write host:port with a port from 1 to 65535", e);
    }
  }

  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
