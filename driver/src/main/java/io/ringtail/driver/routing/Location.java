// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.routing;

import org.jspecify.annotations.Nullable;

/**
 * Where a client is.
 *
 * @param rack null where it is in none
 */
public record Location(String dataCenter, @Nullable String rack) {}
