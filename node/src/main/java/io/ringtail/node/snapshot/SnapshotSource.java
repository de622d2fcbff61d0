// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.snapshot;

/** A table's file that a snapshot is to keep, by its folder and its name there. */
public record SnapshotSource(String folder, String name, int tableId) {}
