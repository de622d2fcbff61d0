// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.coordination;

import io.ringtail.driver.coordination.PartitionReconciler;
import io.ringtail.driver.coordination.PartitionResult;
import io.ringtail.driver.coordination.Reconciler;
import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.PartitionData;
import java.util.List;

/** The parts of the product that a model can be given worse ones for, to see whether it notices. */
public interface Parts {
  /** As the product has them. */
  Parts PRODUCT = new Parts() {};

  /** How a replica takes data over. */
  default PartitionData merge(PartitionData held, PartitionData more) {
    return Merge.partitions(held, more);
  }

  /** How a reader makes one answer of several. */
  default Reconciler<Response.ReadDone, List<PartitionResult>> reconciler(Request.Read read) {
    return new PartitionReconciler(read, Reconciler.ALL_TELL);
  }

  /** What a replica answers of whom a digest of its data is wanted. */
  default byte[] digest(byte[] content) {
    return PartitionCodec.digest(content);
  }

  /** Whether a replica answers only when what the answer says is durable. */
  default boolean waitsForDisk() {
    return true;
  }
}
