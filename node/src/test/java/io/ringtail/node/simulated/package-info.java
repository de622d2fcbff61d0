// SPDX-License-Identifier: Apache-2.0
/** One thread, one clock, one seed: processes whose tasks run when the test lets time pass. */
@NullMarked
package io.ringtail.node.simulated;

import org.jspecify.annotations.NullMarked;
