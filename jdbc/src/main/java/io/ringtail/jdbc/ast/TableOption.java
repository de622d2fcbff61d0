// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.ast;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** One {@code name = literal} behind WITH. */
public record TableOption(SqlIdentifier name, SqlNode value) {}
