// SPDX-License-Identifier: Apache-2.0

/**
 * The nodes' proposers and acceptors that decide cluster maps, with every message and every write
 * to a disk a step of its own; its caller's thread; imports the node's metadata.
 */
@NullMarked
package io.ringtail.tck.exploration.metadata;

import org.jspecify.annotations.NullMarked;
