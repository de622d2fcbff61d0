// SPDX-License-Identifier: Apache-2.0
/**
 * Load on real node processes that are killed; its threads are the session's lanes; may import
 * {@code history}, the driver's interface and benchmarks' child processes.
 */
@NullMarked
package io.ringtail.tck.torture;

import org.jspecify.annotations.NullMarked;
