// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.log;

/**
 * What a log has written since it was opened.
 *
 * @param records of mutations
 * @param bytes of these records
 * @param fsyncs of segments
 */
public record LogCounts(long records, long bytes, long fsyncs) {}
