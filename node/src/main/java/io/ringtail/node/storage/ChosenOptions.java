// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage;

import io.ringtail.protocol.schema.TableOptions;
import java.util.function.IntFunction;

/** What the owners of the shard's tables chose, as it is known now. Confined to the loop. */
final class ChosenOptions {
  private IntFunction<TableOptions> optionsOf = tableId -> TableOptions.DEFAULT;

  /** From now on options are these, by id of the table. */
  void use(IntFunction<TableOptions> options) {
    this.optionsOf = options;
  }

  TableOptions of(int tableId) {
    return optionsOf.apply(tableId);
  }
}
