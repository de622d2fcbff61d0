// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A walk through a table. One page is asked for at a time; confined to its user. */
public interface RowScan {
  /** Ends with the next rows; an empty list is the end, and nothing else is. */
  CompletionStage<List<ResultRow>> nextPage();
}
