// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.ast;

import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;

/**
 * One column of a CREATE TABLE.
 *
 * @param key whether PRIMARY KEY stands behind the column itself
 */
public record ColumnDefinition(SqlIdentifier name, SqlDataTypeSpec type, boolean key) {}
