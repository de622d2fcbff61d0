// SPDX-License-Identifier: Apache-2.0

/**
 * What was seen of each node, recorded by one thread each and merged on demand; imports {@code
 * api}.
 */
@NullMarked
package io.ringtail.driver.metric;

import org.jspecify.annotations.NullMarked;
