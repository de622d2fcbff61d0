// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.connection;

import io.ringtail.protocol.ring.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Who connects.
 *
 * @param nodeId where a node calls a node, else null
 */
public record Identity(String clientName, String clientVersion, @Nullable NodeId nodeId) {}
