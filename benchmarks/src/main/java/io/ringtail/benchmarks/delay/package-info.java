// SPDX-License-Identifier: Apache-2.0
/**
 * What requests take where the way to some nodes is long: node processes behind proxies that hold
 * bytes up; imports {@code process}, {@code load}, {@code cluster} and {@code report}.
 */
@NullMarked
package io.ringtail.benchmarks.delay;

import org.jspecify.annotations.NullMarked;
