// SPDX-License-Identifier: Apache-2.0
/** YCSB, unmodified, against real node processes through every face. */
@NullMarked
package io.ringtail.tck.ycsb;

import org.jspecify.annotations.NullMarked;
