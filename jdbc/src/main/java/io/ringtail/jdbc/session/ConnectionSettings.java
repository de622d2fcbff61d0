// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.session;

import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.SessionOptions;

/**
 * What a URL and its properties say.
 *
 * @param session which session to share: equal options, same session
 * @param keyspace where tables are that are named without one
 * @param loggedBatches whether what is written together is written as a whole
 * @param fetchSize rows fetched at once unless the statement says otherwise
 */
public record ConnectionSettings(
    SessionOptions session,
    RequestOptions request,
    String keyspace,
    boolean fullScansAllowed,
    boolean loggedBatches,
    int fetchSize) {}
