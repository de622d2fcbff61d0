// SPDX-License-Identifier: Apache-2.0
/**
 * The node as a client of its peers: passes writes on, delivers hints, and coordinates what thin
 * clients ask for, with the driver's engine; on a shard's loop; may import the driver.
 */
@NullMarked
package io.ringtail.node.coordination;

import org.jspecify.annotations.NullMarked;
