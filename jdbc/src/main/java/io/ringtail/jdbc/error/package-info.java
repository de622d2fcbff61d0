// SPDX-License-Identifier: Apache-2.0
/**
 * SQLSTATEs, the exceptions that carry them, and the one mapper from the driver's exceptions.
 *
 * <p>Immutable and static, used on any thread; imports {@code driver.api} and nothing else of
 * Ringtail.
 */
@NullMarked
package io.ringtail.jdbc.error;

import org.jspecify.annotations.NullMarked;
