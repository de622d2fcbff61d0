// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.execution;

import io.ringtail.driver.api.RequestOptions;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * How one execution is carried out.
 *
 * @param options level and timeout of each request
 * @param pageRows most rows fetched at once
 * @param loggedBatches whether what is written together is written as a whole
 * @param warnings told what to do better, for people to read
 * @param cancelled set by another thread to stop between two pages
 */
public record Settings(
    RequestOptions options,
    int pageRows,
    boolean fullScansAllowed,
    boolean loggedBatches,
    Consumer<String> warnings,
    AtomicBoolean cancelled) {}
