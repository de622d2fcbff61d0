// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.ringtail.protocol.ring.NodeId;

/**
 * A node that gets a write through another one.
 *
 * @param later whether the write is kept for it as a hint; else it is passed on at once
 * @param tag given back with its answer
 */
public record Onward(NodeId node, boolean later, int tag) {}
