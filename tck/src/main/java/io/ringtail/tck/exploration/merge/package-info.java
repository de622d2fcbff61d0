// SPDX-License-Identifier: Apache-2.0

/**
 * The laws of the product's merge over a small universe of cells and deletions; its caller's
 * thread; imports the protocol's model and codec.
 */
@NullMarked
package io.ringtail.tck.exploration.merge;

import org.jspecify.annotations.NullMarked;
