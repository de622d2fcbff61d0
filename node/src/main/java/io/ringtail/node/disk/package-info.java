// SPDX-License-Identifier: Apache-2.0

/**
 * The files of a node behind one interface, so that a simulated disk can stand in for the real one;
 * any thread that may block; imports nothing of the project.
 */
@NullMarked
package io.ringtail.node.disk;

import org.jspecify.annotations.NullMarked;
