// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.schema.TableOptions;
import io.ringtail.protocol.type.ScalarType;
import java.util.List;

/** The definitions of the workloads' tables. */
final class Tables {
  private Tables() {}

  static TableName name(String name) {
    return new TableName(Workloads.KEYSPACE, name);
  }

  /** A table that is made in any case: asking twice is no error. */
  static SchemaChange.CreateTable create(String name, ColumnDefinition... columns) {
    return new SchemaChange.CreateTable(name(name), List.of(columns), TableOptions.DEFAULT, true);
  }

  static ColumnDefinition partition(String name) {
    return new ColumnDefinition(name, ScalarType.INT, ColumnKind.PARTITION, false);
  }

  static ColumnDefinition clustering(String name) {
    return new ColumnDefinition(name, ScalarType.BIGINT, ColumnKind.CLUSTERING, false);
  }

  static ColumnDefinition regular(String name) {
    return new ColumnDefinition(name, ScalarType.BIGINT, ColumnKind.REGULAR, false);
  }
}
