// SPDX-License-Identifier: Apache-2.0
/**
 * What a workload did and was told, in a form that can be checked and written to a file; confined
 * to the workload's thread except where a class says otherwise; imports nothing of the project.
 */
@NullMarked
package io.ringtail.tck.history;

import org.jspecify.annotations.NullMarked;
