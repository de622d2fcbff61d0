// SPDX-License-Identifier: Apache-2.0

/**
 * The disk of a simulated machine: what a power cut leaves of it, how it fails and how it rots; one
 * real thread; imports of the project only the node's disk interface and its file names.
 */
@NullMarked
package io.ringtail.tck.simulation.disk;

import org.jspecify.annotations.NullMarked;
