// SPDX-License-Identifier: Apache-2.0

/** The composition root of a node; imported by its command line and the embedded cluster only. */
@NullMarked
package io.ringtail.node;

import org.jspecify.annotations.NullMarked;
