// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

/**
 * Bytes of a file that are not what was written there.
 *
 * @param path the file's name when that happened
 */
public record Damage(DiskFault cause, String path, int offset, int length) {}
