// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.RequestOptions;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How one execution is carried out.
 *
 * @param options level and timeout of each request
 * @param pageRows most rows fetched at once
 * @param cancelled set by another thread to stop between two pages
 */
public record Settings(
    RequestOptions options, int pageRows, boolean fullScansAllowed, AtomicBoolean cancelled) {}
