// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.lane.Completion;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A write of one partition, as its caller sees it. */
final class WriteCall extends CompletableFuture<@Nullable Void>
    implements Completion<@Nullable Void> {
  @Override
  public void completed(@Nullable Void result) {
    complete(null);
  }

  @Override
  public void failed(RingtailException error) {
    completeExceptionally(error);
  }
}
