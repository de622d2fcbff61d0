// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.result;

import io.ringtail.jdbc.plan.Prepared;
import org.apache.calcite.avatica.Meta;

/** A planned statement with its description in Avatica's terms. */
public record Described(Prepared prepared, Meta.Signature signature) {
  public static Described of(Prepared prepared) {
    return new Described(
        prepared,
        Signatures.of(
            prepared.sql(),
            prepared.columns(),
            prepared.parameters(),
            prepared.plan().query() ? Meta.StatementType.SELECT : Meta.StatementType.UPDATE));
  }
}
