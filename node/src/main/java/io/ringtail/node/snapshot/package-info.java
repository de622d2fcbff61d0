// SPDX-License-Identifier: Apache-2.0

/**
 * Snapshots as they lie on the disk: names, manifests, and the folders that hold second names of
 * tables' files; on threads that may block; imports the disk and the protocol.
 */
@NullMarked
package io.ringtail.node.snapshot;

import org.jspecify.annotations.NullMarked;
