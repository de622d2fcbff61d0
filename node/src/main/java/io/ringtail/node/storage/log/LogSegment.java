// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

import io.ringtail.node.disk.DiskFile;

/** A segment of the log that is open for writing. */
record LogSegment(int id, DiskFile file, int sizeBytes) {}
