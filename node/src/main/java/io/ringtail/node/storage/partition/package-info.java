// SPDX-License-Identifier: Apache-2.0

/**
 * What one source (a memtable, a table) says of partitions, and how several sources are read as
 * one; pure; imports nothing of the node.
 */
@NullMarked
package io.ringtail.node.storage.partition;

import org.jspecify.annotations.NullMarked;
