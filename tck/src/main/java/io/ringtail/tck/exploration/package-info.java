// SPDX-License-Identifier: Apache-2.0

/**
 * Runs models of concurrent protocols under many schedules, each given by one seed or one path
 * through all choices, and makes a failing one short; its caller's thread; imports nothing.
 */
@NullMarked
package io.ringtail.tck.exploration;

import org.jspecify.annotations.NullMarked;
