// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.metadata;

import io.ringtail.jdbc.plan.ResultColumn;
import io.ringtail.jdbc.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/** The columns of metadata results, as {@code DatabaseMetaData}'s documentation lists them. */
final class MetadataColumns {
  static final List<ResultColumn> TABLES =
      columns(
          "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM TYPE_NAME"
              + " SELF_REFERENCING_COL_NAME REF_GENERATION");
  static final List<ResultColumn> SCHEMAS = columns("TABLE_SCHEM TABLE_CATALOG");
  static final List<ResultColumn> CATALOGS = columns("TABLE_CAT");
  static final List<ResultColumn> TABLE_TYPES = columns("TABLE_TYPE");
  static final List<ResultColumn> COLUMNS =
      columns(
          "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE# TYPE_NAME COLUMN_SIZE#"
              + " BUFFER_LENGTH# DECIMAL_DIGITS# NUM_PREC_RADIX# NULLABLE# REMARKS COLUMN_DEF"
              + " SQL_DATA_TYPE# SQL_DATETIME_SUB# CHAR_OCTET_LENGTH# ORDINAL_POSITION#"
              + " IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE#"
              + " IS_AUTOINCREMENT IS_GENERATEDCOLUMN");
  static final List<ResultColumn> PRIMARY_KEYS =
      columns("TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ# PK_NAME");
  static final List<ResultColumn> INDEXES =
      columns(
          "TABLE_CAT TABLE_SCHEM TABLE_NAME NON_UNIQUE? INDEX_QUALIFIER INDEX_NAME TYPE#"
              + " ORDINAL_POSITION# COLUMN_NAME ASC_OR_DESC CARDINALITY# PAGES#"
              + " FILTER_CONDITION");
  static final List<ResultColumn> ROW_IDENTIFIERS =
      columns(
          "SCOPE# COLUMN_NAME DATA_TYPE# TYPE_NAME COLUMN_SIZE# BUFFER_LENGTH# DECIMAL_DIGITS#"
              + " PSEUDO_COLUMN#");
  static final List<ResultColumn> TYPES =
      columns(
          "TYPE_NAME DATA_TYPE# PRECISION# LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS NULLABLE#"
              + " CASE_SENSITIVE? SEARCHABLE# UNSIGNED_ATTRIBUTE? FIXED_PREC_SCALE?"
              + " AUTO_INCREMENT? LOCAL_TYPE_NAME MINIMUM_SCALE# MAXIMUM_SCALE# SQL_DATA_TYPE#"
              + " SQL_DATETIME_SUB# NUM_PREC_RADIX#");

  private MetadataColumns() {}

  /** Reads names; one with a # is a number, one with a ? true or false, the others are text. */
  private static List<ResultColumn> columns(String names) {
    List<ResultColumn> columns = new ArrayList<>();
    for (String name : names.split(" ", -1)) {
      String bare = name.replaceAll("[#?]", "");
      SqlType type =
          name.endsWith("#")
              ? SqlType.INTEGER
              : name.endsWith("?") ? SqlType.BOOLEAN : SqlType.VARCHAR;
      columns.add(ResultColumn.of(bare, type));
    }
    return columns;
  }
}
