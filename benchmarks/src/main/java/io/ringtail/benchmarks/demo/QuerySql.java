// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.demo;

import io.ringtail.benchmarks.report.Figures;
import io.ringtail.benchmarks.report.TextTable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/** Asks for single characters and for a summary of all of them, by SQL. */
final class QuerySql implements TourStep {
  private static final String POINT = "SELECT char_name, script FROM unicode WHERE code_point = ?";
  private static final String GROUPS =
      "SELECT script, COUNT(*) AS characters FROM unicode GROUP BY script ORDER BY characters DESC LIMIT 5";
  private static final List<Integer> CHARACTERS = List.of(0x41, 0xDF, 0x3A9, 0x1F99D);
  private static final int POINT_READS = 500;

  @Override
  public String title() {
    return "Asking by SQL, through JDBC";
  }

  @Override
  public void run(Tour tour) throws SQLException {
    try (Connection connection = DriverManager.getConnection(tour.jdbcUrl())) {
      pointReads(tour, connection);
      groups(tour, connection);
    }
  }

  private static void pointReads(Tour tour, Connection connection) throws SQLException {
    tour.terminal().note(POINT);
    try (PreparedStatement point = connection.prepareStatement(POINT)) {
      for (int character : CHARACTERS) {
        String name = name(point, character);
        Tour.check(
            name.equals(Character.getName(character)),
            "code point "
                + character
                + " is called "
                + name
                + " instead of "
                + Character.getName(character));
        tour.terminal().line(String.format(Locale.ROOT, "  U+%05X  %s", character, name));
      }
      long startNanos = System.nanoTime();
      for (int i = 0; i < POINT_READS; i++) {
        name(point, CHARACTERS.get(i % CHARACTERS.size()));
      }
      double micros = (System.nanoTime() - startNanos) / 1e3 / POINT_READS;
      tour.terminal()
          .good("a prepared point read takes " + Figures.micros(micros) + ", two replicas asked");
    }
  }

  private static String name(PreparedStatement point, int character) throws SQLException {
    point.setInt(1, character);
    try (ResultSet row = point.executeQuery()) {
      Tour.check(row.next(), "code point " + character + " was written but is not there");
      return String.valueOf(row.getString(1));
    }
  }

  private static void groups(Tour tour, Connection connection) throws SQLException {
    tour.terminal().note(GROUPS);
    TextTable table = new TextTable("script", "characters");
    long startNanos = System.nanoTime();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(GROUPS)) {
      while (rows.next()) {
        table.row(rows.getString(1), rows.getLong(2));
      }
    }
    double micros = (System.nanoTime() - startNanos) / 1e3;
    tour.terminal().text(table.render().indent(2));
    tour.terminal().good("the whole table read and grouped in " + Figures.micros(micros));
  }
}
