// SPDX-License-Identifier: Apache-2.0

/**
 * From a token to its replicas, and which of them to ask first; pure; imports the protocol's map.
 */
@NullMarked
package io.ringtail.driver.routing;

import org.jspecify.annotations.NullMarked;
