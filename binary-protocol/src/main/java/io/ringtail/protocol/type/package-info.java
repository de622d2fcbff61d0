// SPDX-License-Identifier: Apache-2.0
/**
 * Column types with their value and order-preserving key encodings; pure; imports nothing of the
 * project.
 */
@NullMarked
package io.ringtail.protocol.type;

import org.jspecify.annotations.NullMarked;
