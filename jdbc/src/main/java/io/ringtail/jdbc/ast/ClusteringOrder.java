// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.ast;

import org.apache.calcite.sql.SqlIdentifier;

/** One column of WITH CLUSTERING ORDER BY. */
public record ClusteringOrder(SqlIdentifier name, boolean descending) {}
