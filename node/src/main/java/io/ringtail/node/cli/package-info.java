// SPDX-License-Identifier: Apache-2.0
/**
 * The command line of the node: {@code node}, {@code status}, {@code sstable}, {@code version}; the
 * process' main thread; may import everything of the node.
 */
@NullMarked
package io.ringtail.node.cli;

import org.jspecify.annotations.NullMarked;
