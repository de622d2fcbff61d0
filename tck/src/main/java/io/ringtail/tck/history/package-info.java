// SPDX-License-Identifier: Apache-2.0
/**
 * What a workload did and was told, in a form that can be checked; thread-safe; imports nothing of
 * the project.
 */
@NullMarked
package io.ringtail.tck.history;

import org.jspecify.annotations.NullMarked;
