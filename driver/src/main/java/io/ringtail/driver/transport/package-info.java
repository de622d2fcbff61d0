// SPDX-License-Identifier: Apache-2.0
/**
 * Links of ordered bytes to other processes, and the way to clusters in this JVM; may import the
 * protocol's ring.
 */
@NullMarked
package io.ringtail.driver.transport;

import org.jspecify.annotations.NullMarked;
