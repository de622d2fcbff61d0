// SPDX-License-Identifier: Apache-2.0

/**
 * The driver's proposer, quorum reads and plain writes against the node's acceptors of conditional
 * writes, on replicas that are objects, with every message a step of its own; its caller's thread;
 * imports the driver's consensus and coordination, the node's consensus and the protocol's model.
 */
@NullMarked
package io.ringtail.tck.exploration.consensus;

import org.jspecify.annotations.NullMarked;
