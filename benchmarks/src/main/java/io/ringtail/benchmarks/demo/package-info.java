// SPDX-License-Identifier: Apache-2.0
/**
 * The guided tour, one class a step, all on the main thread; imports {@code report} and {@code
 * load}.
 */
@NullMarked
package io.ringtail.benchmarks.demo;

import org.jspecify.annotations.NullMarked;
