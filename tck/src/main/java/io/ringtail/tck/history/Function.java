// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

/** What an operation does. */
public enum Function {
  /** Returns a register's value, or {@link Operation#NONE}. */
  READ,
  /** Writes a register. */
  WRITE,
  /** Deletes a register, or all columns of a row. */
  DELETE,
  /** Writes a register if it has the value that is expected. */
  COMPARE_AND_SET,
  /** Adds one to a counter; returns the sum. */
  INCREMENT,
  /** Adds an element to the end of a list. */
  APPEND,
  /** Returns a whole list. */
  READ_LIST,
  /** Adds an element, which nobody adds twice, to a set. */
  ADD,
  /** Takes an element out of a set, for good. */
  REMOVE,
  /** Returns all elements of a set. */
  READ_SET,
  /** Writes all columns of a row: the value and its negative in turn. */
  WRITE_ROW,
  /** Returns the columns of a row, {@link Operation#NONE} for those that are not there. */
  READ_ROW,
  /** Several appends and reads of lists at once. */
  TRANSACTION;

  /** It returns what it finds and changes nothing. */
  public boolean isRead() {
    return switch (this) {
      case READ, READ_LIST, READ_SET, READ_ROW -> true;
      case WRITE, DELETE, COMPARE_AND_SET, INCREMENT, APPEND, ADD, REMOVE, WRITE_ROW, TRANSACTION ->
          false;
    };
  }
}
