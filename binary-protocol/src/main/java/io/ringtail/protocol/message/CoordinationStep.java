// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

import io.ringtail.protocol.ring.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * A step that a coordinator took, for who traces the request.
 *
 * @param micros since its first step
 * @param kind what the step is, as the driver's traces name it
 * @param node whom it is about; null for nobody
 * @param detail in words, without a key or a value
 */
public record CoordinationStep(long micros, String kind, @Nullable Endpoint node, String detail) {}
