// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

/**
 * A snapshot that a node keeps of its files.
 *
 * @param takenMillis by the node's wall clock
 * @param tables how many tables of the schema it holds
 * @param sizeBytes of its files, whether or not the node uses them, too
 */
public record Snapshot(String name, long takenMillis, int tables, int files, long sizeBytes) {}
