// SPDX-License-Identifier: Apache-2.0

/**
 * The driver's quorum state machines over three replicas that are objects, with every message a
 * step of its own; its caller's thread; imports the driver's coordination and the protocol's model.
 */
@NullMarked
package io.ringtail.tck.exploration.coordination;

import org.jspecify.annotations.NullMarked;
