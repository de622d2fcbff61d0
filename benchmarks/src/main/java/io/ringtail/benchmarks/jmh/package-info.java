// SPDX-License-Identifier: Apache-2.0

/**
 * JMH's benchmarks, one class for each part; run by JMH's own threads; may import {@code
 * engine.store}.
 */
@NullMarked
package io.ringtail.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
