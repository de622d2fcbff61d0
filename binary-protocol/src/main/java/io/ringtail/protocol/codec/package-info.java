// SPDX-License-Identifier: Apache-2.0
/**
 * Encodings of every message and of partitions, maps and schemas; pure; may import every other
 * package of the module.
 */
@NullMarked
package io.ringtail.protocol.codec;

import org.jspecify.annotations.NullMarked;
