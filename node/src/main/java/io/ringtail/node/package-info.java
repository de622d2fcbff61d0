// SPDX-License-Identifier: Apache-2.0
/**
 * The composition root of a node: wires its packages together over whatever clock, disk, threads
 * and transport it is given; only {@code embedded} and {@code cli} import it.
 */
@NullMarked
package io.ringtail.node;

import org.jspecify.annotations.NullMarked;
