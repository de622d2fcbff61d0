// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.frame.MalformedException;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Keyspace;
import io.ringtail.protocol.schema.Replication;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.protocol.type.DataType;
import io.ringtail.protocol.type.ScalarType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The schema as a map carries it: keyspaces by name, tables by id. */
final class SchemaCodec {
  /** Fewest bytes of a replication: the count of data centers, a name of one byte, a number. */
  static final int REPLICATION_BYTES_MIN = 1 + 2 + 1;

  /** Fewest bytes of a keyspace: the name's length, the replication, its home's, the epoch. */
  private static final int KEYSPACE_BYTES_MIN = 1 + REPLICATION_BYTES_MIN + 1 + Long.BYTES;

  /** Fewest bytes of a table: id, two names' lengths, epoch, count of columns, options. */
  private static final int TABLE_BYTES_MIN = 1 + 2 + Long.BYTES + 1 + TableOptionsCodec.BYTES_MIN;

  /** Fewest bytes of a column: id, the name's length, type, kind, direction. */
  private static final int COLUMN_BYTES_MIN = 5;

  private static final int KIND_PARTITION = 0;
  private static final int KIND_CLUSTERING = 1;
  private static final int KIND_REGULAR = 2;

  private SchemaCodec() {}

  static void encode(Schema schema, ByteBuf out) {
    Wire.writeList(out, schema.keyspacesInOrder(), SchemaCodec::writeKeyspace);
    Wire.writeList(out, schema.tablesInOrder(), SchemaCodec::writeTable);
    Wire.writeVarint(out, schema.tableIdNext());
  }

  static Schema decode(ByteBuf in) {
    List<Keyspace> keyspaces = Wire.readList(in, KEYSPACE_BYTES_MIN, SchemaCodec::readKeyspace);
    for (int i = 1; i < keyspaces.size(); i++) {
      if (keyspaces.get(i - 1).name().compareTo(keyspaces.get(i).name()) >= 0) {
        throw Wire.malformed(in, "the names of keyspaces do not ascend");
      }
    }
    List<Table> tables = Wire.readList(in, TABLE_BYTES_MIN, SchemaCodec::readTable);
    Set<TableName> names = new HashSet<>();
    for (int i = 0; i < tables.size(); i++) {
      if (i > 0 && tables.get(i - 1).id() >= tables.get(i).id()) {
        throw Wire.malformed(in, "the ids of tables do not ascend");
      }
      if (!names.add(tables.get(i).name())) {
        throw Wire.malformed(in, "two tables are called " + tables.get(i).name());
      }
    }
    return Schema.of(keyspaces, tables, Wire.readInt(in));
  }

  static void writeTableName(ByteBuf out, TableName name) {
    Wire.writeString(out, name.keyspace());
    Wire.writeString(out, name.table());
  }

  static TableName readTableName(ByteBuf in) {
    String keyspace = Wire.readString(in);
    String table = Wire.readString(in);
    TableName name;
    try {
      name = new TableName(keyspace, table);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(String.valueOf(e.getMessage()), e);
    }
    if (!name.keyspace().equals(keyspace) || !name.table().equals(table)) {
      throw Wire.malformed(in, "a table's name is not in lower case");
    }
    return name;
  }

  static void writeType(ByteBuf out, DataType type) {
    Wire.writeVarint(out, type.code());
  }

  static DataType readType(ByteBuf in) {
    int code = Wire.readInt(in);
    try {
      return ScalarType.ofCode(code);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(String.valueOf(e.getMessage()), e);
    }
  }

  static void writeKind(ByteBuf out, ColumnKind kind) {
    out.writeByte(
        switch (kind) {
          case PARTITION -> KIND_PARTITION;
          case CLUSTERING -> KIND_CLUSTERING;
          case REGULAR -> KIND_REGULAR;
        });
  }

  static ColumnKind readKind(ByteBuf in) {
    int kind = Wire.readByte(in);
    return switch (kind) {
      case KIND_PARTITION -> ColumnKind.PARTITION;
      case KIND_CLUSTERING -> ColumnKind.CLUSTERING;
      case KIND_REGULAR -> ColumnKind.REGULAR;
      default -> throw Wire.malformed(in, "no kind of column has the number " + kind);
    };
  }

  private static void writeKeyspace(ByteBuf out, Keyspace keyspace) {
    Wire.writeString(out, keyspace.name());
    writeReplication(out, keyspace.replication());
    writeHome(out, keyspace.home());
    Wire.writeEpoch(out, keyspace.epoch());
  }

  private static Keyspace readKeyspace(ByteBuf in) {
    try {
      return new Keyspace(
          Wire.readString(in), readReplication(in), readHome(in), Wire.readEpoch(in));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(String.valueOf(e.getMessage()), e);
    }
  }

  static void writeReplication(ByteBuf out, Replication replication) {
    Wire.writeVarint(out, replication.replicas().size());
    replication
        .replicas()
        .forEach((dataCenter, count) -> {
          Wire.writeString(out, dataCenter);
          Wire.writeVarint(out, count);
        });
  }

  static Replication readReplication(ByteBuf in) {
    SortedMap<String, Integer> replicas = new TreeMap<>();
    int count = (int) Wire.readVarint(in, Replication.REPLICAS_MAX);
    for (int i = 0; i < count; i++) {
      String dataCenter = Wire.readString(in);
      if (i > 0 && dataCenter.compareTo(replicas.lastKey()) <= 0) {
        throw Wire.malformed(in, "the data centers of a replication do not ascend");
      }
      replicas.put(dataCenter, Wire.readInt(in));
    }
    try {
      return new Replication(replicas);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(String.valueOf(e.getMessage()), e);
    }
  }

  /** No data center has an empty name. */
  static void writeHome(ByteBuf out, @Nullable String home) {
    Wire.writeString(out, home == null ? "" : home);
  }

  static @Nullable String readHome(ByteBuf in) {
    String home = Wire.readString(in);
    return home.isEmpty() ? null : home;
  }

  private static void writeTable(ByteBuf out, Table table) {
    Wire.writeVarint(out, table.id());
    writeTableName(out, table.name());
    Wire.writeEpoch(out, table.epoch());
    Wire.writeList(out, table.columns(), SchemaCodec::writeColumn);
    TableOptionsCodec.encode(table.options(), out);
  }

  private static Table readTable(ByteBuf in) {
    return new Table(
        Wire.readInt(in),
        readTableName(in),
        Wire.readEpoch(in),
        Wire.readList(in, COLUMN_BYTES_MIN, SchemaCodec::readColumn),
        TableOptionsCodec.decode(in));
  }

  private static void writeColumn(ByteBuf out, Column column) {
    Wire.writeVarint(out, column.id());
    Wire.writeString(out, column.name());
    writeType(out, column.type());
    writeKind(out, column.kind());
    Wire.writeBoolean(out, column.descending());
  }

  private static Column readColumn(ByteBuf in) {
    return new Column(
        Wire.readInt(in), Wire.readString(in), readType(in), readKind(in), Wire.readBoolean(in));
  }
}
