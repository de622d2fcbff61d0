// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.plan;

/**
 * A column of ORDER BY.
 *
 * @param columnIndex place in the table's columns
 */
public record SortKey(int columnIndex, boolean descending, boolean nullsFirst) {}
