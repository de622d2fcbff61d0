// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One value of EDN, as far as histories need it: maps by keyword, vectors, sets, numbers, keywords
 * and symbols. A number becomes a Long, nil {@link Operation#NONE}, a keyword or symbol a String, a
 * vector a List, a set a {@link Elements}, a map a Map by keyword.
 */
final class EdnText {
  /** Histories nest three deep; this bounds what a bad file can do to the stack. */
  private static final int DEPTH_MAX = 16;

  record Elements(List<Object> items) {}

  private final String text;
  private int at;

  private EdnText(String text) {
    this.text = text;
  }

  static Object parse(String text) {
    EdnText parser = new EdnText(text);
    Object value = parser.value(0);
    parser.skipSpace();
    if (parser.at < text.length()) {
      throw parser.unexpected("the end");
    }
    return value;
  }

  private Object value(int depth) {
    if (depth > DEPTH_MAX) {
      throw unexpected("less depth");
    }
    skipSpace();
    if (text.startsWith("#{", at)) {
      at += 2;
      return new Elements(items('}', depth));
    }
    return switch (at < text.length() ? text.charAt(at) : ' ') {
      case '[' -> {
        at++;
        yield items(']', depth);
      }
      case '{' -> {
        at++;
        yield map(depth);
      }
      default -> atom();
    };
  }

  private List<Object> items(char close, int depth) {
    List<Object> items = new ArrayList<>();
    while (!closes(close)) {
      items.add(value(depth + 1));
    }
    return items;
  }

  private Map<String, Object> map(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    while (!closes('}')) {
      if (!(value(depth + 1) instanceof String key)) {
        throw unexpected("a keyword before this");
      }
      map.put(key, value(depth + 1));
    }
    return map;
  }

  private boolean closes(char close) {
    skipSpace();
    if (at >= text.length()) {
      throw unexpected("'" + close + "'");
    }
    if (text.charAt(at) != close) {
      return false;
    }
    at++;
    return true;
  }

  private Object atom() {
    int start = at;
    while (at < text.length() && " ,\t\r\n[]{}#\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String atom = text.substring(start, at);
    if (atom.isEmpty()) {
      throw unexpected("a value");
    }
    if (atom.equals("nil")) {
      return Operation.NONE;
    }
    if (!Character.isDigit(atom.charAt(atom.length() - 1)) || atom.charAt(0) == ':') {
      return atom;
    }
    try {
      return Long.parseLong(atom);
    } catch (NumberFormatException e) {
      at = start;
      throw (IllegalArgumentException) unexpected("a number of 64 bits").initCause(e);
    }
  }

  /** Commas are space. */
  private void skipSpace() {
    while (at < text.length() && (text.charAt(at) == ',' || text.charAt(at) <= ' ')) {
      at++;
    }
  }

  private IllegalArgumentException unexpected(String expected) {
    int end = Math.min(text.length(), at + 20);
    return new IllegalArgumentException(
        "column " + at + ": expected " + expected + ", found '" + text.substring(at, end) + "'");
  }
}
