// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

/**
 * The mark that an INSERT leaves, so that a row exists though all its cells are null.
 *
 * @param expiryMillis {@link Expiry}
 */
public record Liveness(Version version, long expiryMillis) {}
