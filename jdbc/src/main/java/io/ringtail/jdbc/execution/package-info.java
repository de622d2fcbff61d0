// SPDX-License-Identifier: Apache-2.0
/**
 * Runs plans: on one side plans and parameters, on the other the driver's session.
 *
 * <p>On the thread that calls, which waits for the driver; imports {@code plan}, {@code planner}
 * and {@code driver.api}.
 */
@NullMarked
package io.ringtail.jdbc.execution;

import org.jspecify.annotations.NullMarked;
