// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.coordination;

import io.ringtail.protocol.codec.PartitionCodec;
import io.ringtail.protocol.consensus.ConsensusState;
import io.ringtail.protocol.merge.Merge;
import io.ringtail.protocol.message.PartitionAnswer;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.row.Expiry;
import io.ringtail.protocol.row.PartitionData;
import io.ringtail.protocol.row.Row;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One replica of the partition: what it holds in memory and what of that its disk holds. */
final class Replica {
  private final Parts parts;
  private PartitionData memory = PartitionData.EMPTY;
  private PartitionData durable = PartitionData.EMPTY;
  private Response.@Nullable ReadDone answer;
  boolean down;

  /** Whether it is down for the whole schedule. */
  boolean staysDown;

  /** Answers that leave when everything in memory is durable. */
  final List<Message> waiting = new ArrayList<>();

  Replica(Parts parts) {
    this.parts = parts;
  }

  void reset() {
    memory = PartitionData.EMPTY;
    durable = PartitionData.EMPTY;
    answer = null;
    down = false;
    staysDown = false;
    waiting.clear();
  }

  void write(PartitionData data) {
    memory = parts.merge(memory, data);
    answer = null;
  }

  boolean isDurable() {
    return memory == durable;
  }

  void sync() {
    durable = memory;
  }

  void crash() {
    memory = durable;
    answer = null;
    down = true;
    waiting.clear();
  }

  Response.ReadDone read(long nowMillis) {
    Response.ReadDone known = answer;
    if (known != null) {
      return known;
    }
    Response.ReadDone made =
        new Response.ReadDone(
            List.of(new PartitionAnswer(ConsensusState.NONE, content(nowMillis), null)));
    answer = hasExpiry() ? null : made;
    return made;
  }

  Response.ReadDone digest(long nowMillis) {
    byte[] digest = parts.digest(read(nowMillis).partitions().get(0).content());
    return new Response.ReadDone(List.of(new PartitionAnswer(ConsensusState.NONE, digest, null)));
  }

  byte[] content(long nowMillis) {
    return PartitionCodec.encode(Merge.at(nowMillis, memory));
  }

  /** Whether an answer is only good for its moment. */
  private boolean hasExpiry() {
    for (Row row : memory.rows()) {
      for (int i = 0; i < row.cells().size(); i++) {
        if (row.cells().get(i).expiryMillis() != Expiry.NEVER) {
          return true;
        }
      }
    }
    return false;
  }
}
