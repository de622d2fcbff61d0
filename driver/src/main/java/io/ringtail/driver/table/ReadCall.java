// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.lane.Completion;
import io.ringtail.protocol.row.PartitionData;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A read of one row, as its caller sees it.
 *
 * @param <T> what the row is turned into
 */
abstract class ReadCall<T> extends CompletableFuture<@Nullable T>
    implements Completion<List<PartitionResult>> {
  /** Turns what was read into the result; null where there is no row. */
  abstract @Nullable T decode(PartitionData data);

  @Override
  public void completed(List<PartitionResult> result) {
    T decoded;
    try {
      decoded = decode(result.get(0).data());
    } catch (IllegalArgumentException e) {
      completeExceptionally(
          new RingtailException.ReplicaFailure(
              "what was read is no value of its column's type: " + e.getMessage(), false));
      return;
    }
    complete(decoded);
  }

  @Override
  public void failed(RingtailException error) {
    completeExceptionally(error);
  }
}
