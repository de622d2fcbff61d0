// SPDX-License-Identifier: Apache-2.0
/**
 * Clusters inside this JVM, for tests, demonstrations and applications that bring their own store;
 * thread-safe; may import everything of the node but {@code cli}.
 */
@NullMarked
package io.ringtail.node.embedded;

import org.jspecify.annotations.NullMarked;
