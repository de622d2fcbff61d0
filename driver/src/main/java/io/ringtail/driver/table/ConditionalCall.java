// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.lane.Completion;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A conditional write, as its caller sees it.
 *
 * @param <A> the answer
 */
final class ConditionalCall<A extends @Nullable Object> extends CompletableFuture<A>
    implements Completion<A> {
  @Override
  public void completed(A result) {
    complete(result);
  }

  @Override
  public void threw(RuntimeException thrown) {
    completeExceptionally(thrown);
  }

  @Override
  public void failed(RingtailException error) {
    completeExceptionally(error);
  }
}
