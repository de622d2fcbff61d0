// SPDX-License-Identifier: Apache-2.0
/**
 * A node's configuration, declared once as data: keys, types, units, defaults, ranges; pure and
 * immutable; imports nothing of the node.
 */
@NullMarked
package io.ringtail.node.config;

import org.jspecify.annotations.NullMarked;
