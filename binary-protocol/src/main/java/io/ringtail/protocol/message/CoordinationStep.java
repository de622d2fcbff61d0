// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

/**
 * A step that a coordinator took, for who traces the request.
 *
 * @param micros since its first step
 * @param kind what the step is, as the driver's traces name it
 * @param node whom it is about, {@code host:port}; empty for nobody
 * @param detail in words, without a key or a value
 */
public record CoordinationStep(long micros, String kind, String node, String detail) {}
