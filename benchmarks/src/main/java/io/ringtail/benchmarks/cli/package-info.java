// SPDX-License-Identifier: Apache-2.0
/**
 * The commands: they parse their flags, call one of the packages below and turn failures into one
 * line; imports every package of this module.
 */
@NullMarked
package io.ringtail.benchmarks.cli;

import org.jspecify.annotations.NullMarked;
