// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.type.ScalarType;
import java.util.List;

/**
 * The table in which logged batches are noted until they are made: a partition for each. It is one
 * like any other, made when it is first needed.
 */
public final class BatchTable {
  /** Of the tables that the system keeps for itself. */
  public static final String KEYSPACE = "ringtail";

  public static final TableName NAME = new TableName(KEYSPACE, "batches");

  /** A random id. */
  public static final String ID = "id";

  /** The mutations, as a WRITE has them. */
  public static final String WRITES = "writes";

  /** One that nobody has made for so long is given up: a day. */
  private static final long TTL_MILLIS = 86_400_000;

  /** Records live for seconds; what is deleted is forgotten after an hour. */
  private static final TombstoneGc GC = new TombstoneGc.Grace(3_600_000);

  private BatchTable() {}

  /** Makes the keyspace, with so many replicas in every data center. */
  public static SchemaChange keyspace(int replicas) {
    return new SchemaChange.CreateKeyspace(KEYSPACE, replicas, true);
  }

  /** Makes the table. */
  public static SchemaChange table() {
    TableOptions defaults = TableOptions.DEFAULT.withDefaultTtlMillis(TTL_MILLIS);
    return new SchemaChange.CreateTable(
        NAME,
        List.of(
            new ColumnDefinition(ID, ScalarType.UUID, ColumnKind.PARTITION, false),
            new ColumnDefinition(WRITES, ScalarType.VARBINARY, ColumnKind.REGULAR, false)),
        new TableOptions(
            defaults.defaultTtlMillis(),
            defaults.compaction(),
            defaults.compression(),
            GC,
            defaults.writes()),
        true);
  }
}
