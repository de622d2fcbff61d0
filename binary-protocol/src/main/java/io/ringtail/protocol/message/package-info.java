// SPDX-License-Identifier: Apache-2.0
/**
 * What driver and node say to each other: sealed requests, responses and events; immutable; may
 * import {@code map} and {@code row}.
 */
@NullMarked
package io.ringtail.protocol.message;

import org.jspecify.annotations.NullMarked;
