// SPDX-License-Identifier: Apache-2.0
/**
 * Keyspaces, tables, columns and the changes that may be asked of them; immutable; may import
 * {@code ring} and {@code type}.
 */
@NullMarked
package io.ringtail.protocol.schema;

import org.jspecify.annotations.NullMarked;
