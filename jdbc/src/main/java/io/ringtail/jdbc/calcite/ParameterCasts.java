// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.calcite;

import io.ringtail.jdbc.type.SqlType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Gives question marks a type where Calcite would not find one. */
final class ParameterCasts extends SqlShuttle {
  private final SqlDataTypeSpec type;

  private ParameterCasts(SqlDataTypeSpec type) {
    this.type = type;
  }

  /** The expression with {@code CAST(? AS type)} for each question mark that has no cast. */
  static SqlNode apply(SqlNode expression, SqlType type) {
    SqlNode typed = expression.accept(new ParameterCasts(spec(type)));
    return typed == null ? expression : typed;
  }

  private static SqlDataTypeSpec spec(SqlType type) {
    SqlBasicTypeNameSpec name =
        type == SqlType.DECIMAL
            ? new SqlBasicTypeNameSpec(
                SqlTypeName.DECIMAL,
                QueryTypes.DECIMAL_PRECISION,
                QueryTypes.DECIMAL_SCALE,
                SqlParserPos.ZERO)
            : new SqlBasicTypeNameSpec(SqlTypeName.valueOf(type.name()), SqlParserPos.ZERO);
    return new SqlDataTypeSpec(name, SqlParserPos.ZERO);
  }

  @Override
  public SqlNode visit(SqlDynamicParam parameter) {
    return SqlStdOperatorTable.CAST.createCall(parameter.getParserPosition(), parameter, type);
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    return call.getKind() == SqlKind.CAST && call.operand(0) instanceof SqlDynamicParam
        ? call
        : super.visit(call);
  }
}
