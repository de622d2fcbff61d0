// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.SchemaChange.AlterTable;
import io.ringtail.protocol.schema.SchemaChange.ColumnDefinition;
import io.ringtail.protocol.schema.SchemaChange.CreateKeyspace;
import io.ringtail.protocol.schema.SchemaChange.CreateTable;
import io.ringtail.protocol.schema.SchemaChange.DropKeyspace;
import io.ringtail.protocol.schema.SchemaChange.DropTable;
import io.ringtail.protocol.schema.SchemaChange.TruncateTable;

/** Changes of the schema, as a client asks for them: a number for the kind, then its parts. */
final class SchemaChangeCodec {
  private static final int CREATE_KEYSPACE = 1;
  private static final int DROP_KEYSPACE = 2;
  private static final int CREATE_TABLE = 3;
  private static final int DROP_TABLE = 4;
  private static final int ALTER_TABLE = 5;
  private static final int TRUNCATE_TABLE = 6;

  /** Fewest bytes of a column: the name's length, type, kind and direction. */
  private static final int COLUMN_BYTES_MIN = 4;

  private SchemaChangeCodec() {}

  static void encode(SchemaChange change, ByteBuf out) {
    if (change instanceof CreateKeyspace create) {
      out.writeByte(CREATE_KEYSPACE);
      Wire.writeString(out, create.name());
      SchemaCodec.writeReplication(out, create.replication());
      SchemaCodec.writeHome(out, create.home());
      Wire.writeBoolean(out, create.ifNotExists());
    } else if (change instanceof DropKeyspace drop) {
      out.writeByte(DROP_KEYSPACE);
      Wire.writeString(out, drop.name());
      Wire.writeBoolean(out, drop.ifExists());
    } else if (change instanceof CreateTable create) {
      out.writeByte(CREATE_TABLE);
      SchemaCodec.writeTableName(out, create.name());
      Wire.writeList(out, create.columns(), SchemaChangeCodec::writeColumn);
      TableOptionsCodec.encode(create.options(), out);
      Wire.writeBoolean(out, create.ifNotExists());
    } else if (change instanceof DropTable drop) {
      out.writeByte(DROP_TABLE);
      SchemaCodec.writeTableName(out, drop.name());
      Wire.writeBoolean(out, drop.ifExists());
    } else if (change instanceof AlterTable alter) {
      out.writeByte(ALTER_TABLE);
      SchemaCodec.writeTableName(out, alter.name());
      TableOptionsCodec.encode(alter.options(), out);
      Wire.writeBoolean(out, alter.ifExists());
    } else if (change instanceof TruncateTable truncate) {
      out.writeByte(TRUNCATE_TABLE);
      SchemaCodec.writeTableName(out, truncate.name());
    }
  }

  static SchemaChange decode(ByteBuf in) {
    int kind = Wire.readByte(in);
    return switch (kind) {
      case CREATE_KEYSPACE ->
          new CreateKeyspace(
              Wire.readString(in),
              SchemaCodec.readReplication(in),
              SchemaCodec.readHome(in),
              Wire.readBoolean(in));
      case DROP_KEYSPACE -> new DropKeyspace(Wire.readString(in), Wire.readBoolean(in));
      case CREATE_TABLE ->
          new CreateTable(
              SchemaCodec.readTableName(in),
              Wire.readList(in, COLUMN_BYTES_MIN, SchemaChangeCodec::readColumn),
              TableOptionsCodec.decode(in),
              Wire.readBoolean(in));
      case DROP_TABLE -> new DropTable(SchemaCodec.readTableName(in), Wire.readBoolean(in));
      case ALTER_TABLE ->
          new AlterTable(
              SchemaCodec.readTableName(in),
              TableOptionsCodec.decodeChanges(in),
              Wire.readBoolean(in));
      case TRUNCATE_TABLE -> new TruncateTable(SchemaCodec.readTableName(in));
      default -> throw Wire.malformed(in, "no change of the schema has the number " + kind);
    };
  }

  private static void writeColumn(ByteBuf out, ColumnDefinition column) {
    Wire.writeString(out, column.name());
    SchemaCodec.writeType(out, column.type());
    SchemaCodec.writeKind(out, column.kind());
    Wire.writeBoolean(out, column.descending());
  }

  private static ColumnDefinition readColumn(ByteBuf in) {
    return new ColumnDefinition(
        Wire.readString(in),
        SchemaCodec.readType(in),
        SchemaCodec.readKind(in),
        Wire.readBoolean(in));
  }
}
