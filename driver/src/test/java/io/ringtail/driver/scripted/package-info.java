// SPDX-License-Identifier: Apache-2.0

/** A cluster of scripted replicas in one thread, in simulated time, behind the transport. */
@NullMarked
package io.ringtail.driver.scripted;

import org.jspecify.annotations.NullMarked;
