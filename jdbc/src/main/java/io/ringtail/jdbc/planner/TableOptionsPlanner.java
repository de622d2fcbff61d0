// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.planner;

import io.ringtail.jdbc.ast.TableOption;
import io.ringtail.jdbc.error.SqlState;
import io.ringtail.protocol.schema.CompactionStrategy;
import io.ringtail.protocol.schema.CompactionStrategy.Leveled;
import io.ringtail.protocol.schema.CompactionStrategy.SizeTiered;
import io.ringtail.protocol.schema.CompactionStrategy.TimeWindow;
import io.ringtail.protocol.schema.Compression;
import io.ringtail.protocol.schema.OptionChanges;
import io.ringtail.protocol.schema.PlainWrites;
import io.ringtail.protocol.schema.TombstoneGc;
import io.ringtail.protocol.schema.TombstoneGc.Grace;
import io.ringtail.protocol.schema.TombstoneGc.Repaired;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what stands behind {@code WITH} of a table into changes of its options. */
final class TableOptionsPlanner {
  private static final String DEFAULT_TTL = "default_ttl";
  private static final String COMPACTION = "compaction";
  private static final String FILES_MIN = "compaction_files_min";
  private static final String FILE_BYTES = "compaction_file_bytes";
  private static final String WINDOW = "compaction_window";
  private static final String COMPRESSION = "compression";
  private static final String TOMBSTONE_GC = "tombstone_gc";
  private static final String GC_GRACE = "gc_grace_seconds";
  private static final String WRITES = "writes";

  private static final List<String> ALL =
      List.of(
          DEFAULT_TTL,
          COMPACTION,
          FILES_MIN,
          FILE_BYTES,
          WINDOW,
          COMPRESSION,
          TOMBSTONE_GC,
          GC_GRACE,
          WRITES);

  private static final String SIZE_TIERED = "size-tiered";
  private static final String LEVELED = "leveled";
  private static final String TIME_WINDOW = "time-window";
  private static final List<String> STRATEGIES = List.of(SIZE_TIERED, LEVELED, TIME_WINDOW);
  private static final List<String> COMPRESSIONS = List.of("lz4", "zstd", "none");
  private static final String REPAIRED = "repaired";
  private static final String GRACE = "grace";
  private static final List<String> WRITE_RULES = List.of("fast", "strict");
  private static final List<String> GC_RULES = List.of(REPAIRED, GRACE);

  private static final Pattern DURATION =
      Pattern.compile("(\\d{1,10}) ?(s|seconds?|m|minutes?|h|hours?|d|days?)");

  private final Map<String, TableOption> options = new LinkedHashMap<>();

  private TableOptionsPlanner(List<TableOption> written) throws SQLException {
    for (TableOption option : written) {
      String name = option.name().getSimple().toLowerCase(Locale.ROOT);
      if (!ALL.contains(name)) {
        throw SqlState.INVALID_STATEMENT.exception(
            "there is no option "
                + option.name()
                + Values.at(option.name())
                + "; there are "
                + String.join(", ", ALL));
      }
      if (options.put(name, option) != null) {
        throw SqlState.INVALID_STATEMENT.exception(
            "option " + name + " is there twice" + Values.at(option.name()));
      }
    }
  }

  /**
   * What options change.
   *
   * @throws SQLException an option is unknown, there twice, or makes no sense
   */
  static OptionChanges changes(List<TableOption> written) throws SQLException {
    TableOptionsPlanner planner = new TableOptionsPlanner(written);
    try {
      return new OptionChanges(
          planner.defaultTtl(),
          planner.compaction(),
          planner.compression(),
          planner.tombstoneGc(),
          planner.writes());
    } catch (IllegalArgumentException outOfRange) {
      throw SqlState.INVALID_VALUE.exception(String.valueOf(outOfRange.getMessage()), outOfRange);
    }
  }

  /** 0 takes the default away again. */
  private @Nullable Long defaultTtl() throws SQLException {
    TableOption option = options.get(DEFAULT_TTL);
    return option == null ? null : seconds(wholeNumber(option, 0, Integer.MAX_VALUE));
  }

  private @Nullable CompactionStrategy compaction() throws SQLException {
    TableOption option = options.get(COMPACTION);
    String strategy = option == null ? "" : oneOf(option, STRATEGIES);
    belongsTo(FILES_MIN, strategy, COMPACTION, SIZE_TIERED);
    belongsTo(FILE_BYTES, strategy, COMPACTION, LEVELED);
    belongsTo(WINDOW, strategy, COMPACTION, TIME_WINDOW);
    return switch (strategy) {
      case SIZE_TIERED -> {
        TableOption filesMin = options.get(FILES_MIN);
        yield new SizeTiered(
            filesMin == null
                ? SizeTiered.FILES_MIN_DEFAULT
                : (int) wholeNumber(filesMin, 2, SizeTiered.FILES_MIN_MAX));
      }
      case LEVELED -> {
        TableOption fileBytes = options.get(FILE_BYTES);
        yield new Leveled(
            fileBytes == null
                ? Leveled.FILE_BYTES_DEFAULT
                : wholeNumber(fileBytes, Leveled.FILE_BYTES_MIN, Leveled.FILE_BYTES_MAX));
      }
      case TIME_WINDOW -> {
        TableOption window = options.get(WINDOW);
        yield new TimeWindow(
            window == null ? TimeWindow.WINDOW_MILLIS_DEFAULT : windowMillis(window));
      }
      default -> null;
    };
  }

  /** Seconds as a number, or a text such as '1 day' or '6h'. */
  private static long windowMillis(TableOption option) throws SQLException {
    long least = Duration.ofMillis(TimeWindow.WINDOW_MILLIS_MIN).toSeconds();
    long most = Duration.ofMillis(TimeWindow.WINDOW_MILLIS_MAX).toSeconds();
    if (!(Values.literal(option.value()) instanceof String text)) {
      return seconds(wholeNumber(option, least, most));
    }
    Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw SqlState.INVALID_VALUE.exception(
          option.name()
              + " has to be seconds, or a text such as '1 day', '6 hours' or '90m', not '"
              + text
              + "'");
    }
    long number = Long.parseLong(matcher.group(1));
    long inSeconds =
        switch (matcher.group(2).charAt(0)) {
          case 's' -> number;
          case 'm' -> Duration.ofMinutes(number).toSeconds();
          case 'h' -> Duration.ofHours(number).toSeconds();
          default -> Duration.ofDays(number).toSeconds();
        };
    if (inSeconds < least || inSeconds > most) {
      throw outOfRange(option, least, most);
    }
    return seconds(inSeconds);
  }

  private @Nullable Compression compression() throws SQLException {
    TableOption option = options.get(COMPRESSION);
    return option == null
        ? null
        : Compression.valueOf(oneOf(option, COMPRESSIONS).toUpperCase(Locale.ROOT));
  }

  private @Nullable PlainWrites writes() throws SQLException {
    TableOption option = options.get(WRITES);
    return option == null
        ? null
        : PlainWrites.valueOf(oneOf(option, WRITE_RULES).toUpperCase(Locale.ROOT));
  }

  private @Nullable TombstoneGc tombstoneGc() throws SQLException {
    TableOption option = options.get(TOMBSTONE_GC);
    String rule = option == null ? "" : oneOf(option, GC_RULES);
    belongsTo(GC_GRACE, rule, TOMBSTONE_GC, GRACE);
    return switch (rule) {
      case REPAIRED -> new Repaired();
      case GRACE -> {
        TableOption grace = options.get(GC_GRACE);
        long most = Duration.ofMillis(Grace.GRACE_MILLIS_MAX).toSeconds();
        yield new Grace(
            grace == null ? Grace.GRACE_MILLIS_DEFAULT : seconds(wholeNumber(grace, 0, most)));
      }
      default -> null;
    };
  }

  /** A parameter has its choice beside it, so that what it means does not depend on what was. */
  private void belongsTo(String parameter, String chosen, String option, String choice)
      throws SQLException {
    TableOption there = options.get(parameter);
    if (there != null && !chosen.equals(choice)) {
      throw SqlState.INVALID_STATEMENT.exception(
          parameter
              + Values.at(there.name())
              + " belongs to "
              + option
              + " = '"
              + choice
              + "', which has to be named as well");
    }
  }

  private static String oneOf(TableOption option, List<String> known) throws SQLException {
    String text =
        Values.literal(option.value()) instanceof String value
            ? value.toLowerCase(Locale.ROOT)
            : "";
    if (!known.contains(text)) {
      throw SqlState.INVALID_VALUE.exception(
          option.name()
              + " has to be one of '"
              + String.join("', '", known)
              + "', not "
              + option.value());
    }
    return text;
  }

  private static long wholeNumber(TableOption option, long min, long max) throws SQLException {
    if (Values.literal(option.value()) instanceof BigDecimal number
        && number.compareTo(BigDecimal.valueOf(min)) >= 0
        && number.compareTo(BigDecimal.valueOf(max)) <= 0
        && number.stripTrailingZeros().scale() <= 0) {
      return number.longValueExact();
    }
    throw outOfRange(option, min, max);
  }

  private static SQLException outOfRange(TableOption option, long min, long max) {
    return SqlState.INVALID_VALUE.exception(
        option.name()
            + " has to be a whole number from "
            + min
            + " to "
            + max
            + (option.name().getSimple().equalsIgnoreCase(WINDOW) ? " seconds" : "")
            + ", not "
            + option.value());
  }

  private static long seconds(long number) {
    return Duration.ofSeconds(number).toMillis();
  }
}
