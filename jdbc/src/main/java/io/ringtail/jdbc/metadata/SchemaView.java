// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.metadata;

import io.ringtail.jdbc.type.SqlType;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.ColumnKind;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.Table;
import java.sql.DatabaseMetaData;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One schema as metadata results: keyspaces are schemas, and there is no catalog. */
public final class SchemaView {
  private static final String TABLE = "TABLE";
  private static final int RADIX = 10;

  private final Schema schema;

  public SchemaView(Schema schema) {
    this.schema = schema;
  }

  /** All schemas whose name matches. */
  public MetadataRows schemas(@Nullable String catalog, @Nullable String schemaPattern) {
    NamePattern pattern = new NamePattern(schemaPattern);
    return new MetadataRows(
        MetadataColumns.SCHEMAS,
        schema.keyspacesInOrder().stream()
            .filter(keyspace -> noCatalog(catalog) && pattern.matches(keyspace.name()))
            .map(keyspace -> row(keyspace.name(), null))
            .toList());
  }

  public MetadataRows catalogs() {
    return new MetadataRows(MetadataColumns.CATALOGS, List.of());
  }

  public MetadataRows tableTypes() {
    return new MetadataRows(MetadataColumns.TABLE_TYPES, List.<@Nullable Object[]>of(row(TABLE)));
  }

  /**
   * All tables whose names match.
   *
   * @param types null for all
   */
  public MetadataRows tables(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      String @Nullable [] types) {
    boolean wanted = types == null || Arrays.asList(types).contains(TABLE);
    return new MetadataRows(
        MetadataColumns.TABLES,
        matching(catalog, schemaPattern, namePattern)
            .filter(table -> wanted)
            .map(table ->
                row(
                    null,
                    table.name().keyspace(),
                    table.name().table(),
                    TABLE,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null))
            .toList());
  }

  /** All columns whose names, and whose tables' names, match. */
  public MetadataRows columns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tablePattern,
      @Nullable String columnPattern) {
    NamePattern pattern = new NamePattern(columnPattern);
    return new MetadataRows(
        MetadataColumns.COLUMNS,
        matching(catalog, schemaPattern, tablePattern)
            .flatMap(table ->
                table.columns().stream()
                    .filter(column -> pattern.matches(column.name()))
                    .map(column -> columnRow(table, column)))
            .toList());
  }

  private static @Nullable Object[] columnRow(Table table, Column column) {
    SqlType type = SqlType.of(column.type());
    boolean nullable = column.kind() == ColumnKind.REGULAR;
    return row(
        null,
        table.name().keyspace(),
        table.name().table(),
        column.name(),
        type.jdbcType(),
        type.name(),
        type.precision(),
        null,
        type.numeric() || type == SqlType.TIMESTAMP ? type.scale() : null,
        type.numeric() ? RADIX : null,
        nullable ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls,
        null,
        null,
        null,
        null,
        type == SqlType.VARCHAR ? type.precision() : null,
        table.columns().indexOf(column) + 1,
        nullable ? "YES" : "NO",
        null,
        null,
        null,
        null,
        "NO",
        "NO");
  }

  /** The primary key: partition key columns, then clustering columns. */
  public MetadataRows primaryKeys(
      @Nullable String catalog, @Nullable String schemaName, @Nullable String tableName) {
    return new MetadataRows(
        MetadataColumns.PRIMARY_KEYS,
        exactly(catalog, schemaName, tableName)
            .flatMap(table ->
                keys(table)
                    .sorted(Comparator.comparing(Column::name))
                    .map(column ->
                        row(
                            null,
                            table.name().keyspace(),
                            table.name().table(),
                            column.name(),
                            table.columns().indexOf(column) + 1,
                            "primary")))
            .toList());
  }

  /** The only index that there is: the primary key's. */
  public MetadataRows indexes(
      @Nullable String catalog, @Nullable String schemaName, @Nullable String tableName) {
    return new MetadataRows(
        MetadataColumns.INDEXES,
        exactly(catalog, schemaName, tableName)
            .flatMap(table ->
                keys(table)
                    .map(column ->
                        row(
                            null,
                            table.name().keyspace(),
                            table.name().table(),
                            false,
                            null,
                            "primary",
                            (int) DatabaseMetaData.tableIndexOther,
                            table.columns().indexOf(column) + 1,
                            column.name(),
                            column.kind() == ColumnKind.PARTITION
                                ? null
                                : column.descending() ? "D" : "A",
                            0,
                            0,
                            null)))
            .toList());
  }

  /** What tells rows apart: the primary key. */
  public MetadataRows rowIdentifiers(
      @Nullable String catalog, @Nullable String schemaName, @Nullable String tableName) {
    return new MetadataRows(
        MetadataColumns.ROW_IDENTIFIERS,
        exactly(catalog, schemaName, tableName)
            .flatMap(SchemaView::keys)
            .map(column -> {
              SqlType type = SqlType.of(column.type());
              return row(
                  DatabaseMetaData.bestRowSession,
                  column.name(),
                  type.jdbcType(),
                  type.name(),
                  type.precision(),
                  null,
                  type.scale(),
                  DatabaseMetaData.bestRowNotPseudo);
            })
            .toList());
  }

  /** The column types. */
  public static MetadataRows types() {
    return new MetadataRows(
        MetadataColumns.TYPES,
        Arrays.stream(SqlType.values())
            .sorted(Comparator.comparingInt(SqlType::jdbcType))
            .map(SchemaView::typeRow)
            .toList());
  }

  private static @Nullable Object[] typeRow(SqlType type) {
    String quote = type.numeric() || type == SqlType.BOOLEAN ? null : "'";
    String prefix =
        switch (type) {
          case VARBINARY -> "X'";
          case UUID -> "UUID '";
          case TIMESTAMP -> "TIMESTAMP '";
          default -> quote;
        };
    return row(
        type.name(),
        type.jdbcType(),
        type.precision(),
        prefix,
        quote,
        null,
        DatabaseMetaData.typeNullable,
        type == SqlType.VARCHAR,
        DatabaseMetaData.typeSearchable,
        !type.numeric(),
        false,
        false,
        type.name(),
        0,
        type.scale(),
        null,
        null,
        type.numeric() ? RADIX : null);
  }

  private static Stream<Column> keys(Table table) {
    return table.columns().stream().filter(column -> column.kind() != ColumnKind.REGULAR);
  }

  private Stream<Table> matching(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String namePattern) {
    NamePattern schemas = new NamePattern(schemaPattern);
    NamePattern names = new NamePattern(namePattern);
    return sorted(catalog)
        .filter(table ->
            schemas.matches(table.name().keyspace()) && names.matches(table.name().table()));
  }

  private Stream<Table> exactly(
      @Nullable String catalog, @Nullable String schemaName, @Nullable String tableName) {
    return sorted(catalog)
        .filter(table ->
            (schemaName == null || table.name().keyspace().equalsIgnoreCase(schemaName))
                && (tableName == null || table.name().table().equalsIgnoreCase(tableName)));
  }

  private Stream<Table> sorted(@Nullable String catalog) {
    return schema.tablesByName().values().stream()
        .filter(table -> noCatalog(catalog))
        .sorted(
            Comparator.comparing((Table table) -> table.name().keyspace())
                .thenComparing(table -> table.name().table()));
  }

  private static boolean noCatalog(@Nullable String catalog) {
    return catalog == null || catalog.isEmpty() || catalog.equals("%");
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }
}
