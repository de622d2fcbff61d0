// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.type;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Instants and the dates with times that SQL sees, both ways, and their text. */
public final class Timestamps {
  private static final long MICROS_PER_SECOND = 1_000_000;

  private static final DateTimeFormatter OUT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter IN =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter(Locale.ROOT);

  private Timestamps() {}

  /** The date and time that SQL sees. */
  public static LocalDateTime toLocal(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  /** The instant that is stored for a date and time; what is finer than microseconds is cut off. */
  public static Instant toInstant(LocalDateTime time) {
    return truncate(time.toInstant(ZoneOffset.UTC));
  }

  /**
   * Cut to whole microseconds.
   *
   * @throws ArithmeticException more than 292,000 years away from 1970
   */
  public static Instant truncate(Instant instant) {
    long micros = Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND);
    Math.addExact(micros, MICROS_PER_SECOND);
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  /** {@code 2026-01-31 23:59:59.123456}, without trailing zeros of the fraction. */
  public static String format(LocalDateTime time) {
    return OUT.format(time);
  }

  /**
   * Reads {@code 2026-01-31}, {@code 2026-01-31 23:59}, {@code 2026-01-31 23:59:59.123456} or the
   * same with a T.
   *
   * @throws DateTimeException it is none of them
   */
  public static LocalDateTime parse(String text) {
    String trimmed = text.trim();
    if (trimmed.length() == "2026-01-31".length()) {
      return LocalDateTime.of(LocalDate.parse(trimmed), LocalTime.MIDNIGHT);
    }
    return LocalDateTime.parse(trimmed.replace('T', ' '), IN);
  }
}
