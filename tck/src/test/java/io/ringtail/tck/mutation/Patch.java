// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.mutation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A bug as a change of the product's sources: some header lines, then a unified diff. Its line
 * numbers are not looked at: each hunk belongs where its old text stands, which must be one place
 * only. Immutable.
 *
 * @param name of its file
 * @param header by the names before the colons
 */
record Patch(String name, Map<String, String> header, List<Hunk> hunks) {
  /** The headers that every patch has. */
  static final List<String> REQUIRED =
      List.of("Bug", "Title", "Why-it-is-wrong", "Needs", "Scenario");

  /** The hunters. */
  static final String SIMULATION = "simulation";

  static final String EXPLORATION = "exploration";

  /** The scenario of what no simulation can find yet. */
  static final String NO_SCENARIO = "none";

  /** A simulation of all that can go wrong has this many nodes, unless a patch says otherwise. */
  private static final int NODES_DEFAULT = 3;

  /** Simulated seconds in which things go wrong: long enough for flushes and some compactions. */
  private static final int SECONDS_DEFAULT = 60;

  /**
   * One place of a file and what comes into it.
   *
   * @param file its path in the checkout
   * @param before the lines that must be there, each with its line end
   */
  record Hunk(String file, String before, String after) {}

  /**
   * Reads a patch.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Patch parse(String name, String text) {
    Map<String, String> header = new LinkedHashMap<>();
    List<Hunk> hunks = new ArrayList<>();
    List<String> lines = text.lines().toList();
    int at = 0;
    while (at < lines.size() && !lines.get(at).startsWith("--- ")) {
      String line = lines.get(at++);
      int colon = line.indexOf(": ");
      if (colon > 0) {
        header.put(line.substring(0, colon), line.substring(colon + 2).strip());
      } else if (!line.isBlank()) {
        throw new IllegalArgumentException(name + ":" + at + ": no header and no diff: " + line);
      }
    }
    String file = "";
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.startsWith("--- a/")) {
        file = line.substring("--- a/".length()).strip();
        // The line with the new name follows.
        at += 2;
      } else if (line.startsWith("@@ ")) {
        int end = endOfHunk(lines, at + 1);
        hunks.add(hunk(name, file, lines.subList(at + 1, end)));
        at = end;
      } else {
        throw new IllegalArgumentException(name + ":" + (at + 1) + ": no diff: " + line);
      }
    }
    return new Patch(name, Map.copyOf(header), List.copyOf(hunks));
  }

  private static int endOfHunk(List<String> lines, int from) {
    int at = from;
    while (at < lines.size()
        && !lines.get(at).startsWith("@@ ")
        && !lines.get(at).startsWith("--- a/")) {
      at++;
    }
    return at;
  }

  private static Hunk hunk(String name, String file, List<String> lines) {
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    for (String line : lines) {
      // Editors strip the blank of an empty line of context.
      char kind = line.isEmpty() ? ' ' : line.charAt(0);
      String rest = line.isEmpty() ? "\n" : line.substring(1) + "\n";
      switch (kind) {
        case ' ' -> {
          before.append(rest);
          after.append(rest);
        }
        case '-' -> before.append(rest);
        case '+' -> after.append(rest);
        default -> throw new IllegalArgumentException(name + ": no line of a diff: " + line);
      }
    }
    return new Hunk(file, before.toString(), after.toString());
  }

  String bug() {
    return header.getOrDefault("Bug", "");
  }

  String title() {
    return header.getOrDefault("Title", "");
  }

  String scenario() {
    return header.getOrDefault("Scenario", "");
  }

  /** The model of the explored schedules that find it as well; null when none can. */
  @Nullable String model() {
    return header.get("Model");
  }

  /** Simulated seconds of a run; more than usual where a bug needs what has gathered by then. */
  int seconds() {
    String seconds = header.get("Seconds");
    return seconds == null ? SECONDS_DEFAULT : Integer.parseInt(seconds);
  }

  int nodes() {
    String nodes = header.get("Nodes");
    return nodes == null ? NODES_DEFAULT : Integer.parseInt(nodes);
  }

  /**
   * The changed files.
   *
   * @param sources gives the text of a path in the checkout
   * @return the new texts by path
   * @throws IllegalStateException when the product has changed where the patch belongs
   */
  Map<String, String> apply(UnaryOperator<String> sources) {
    Map<String, String> changed = new LinkedHashMap<>();
    for (Hunk hunk : hunks) {
      String text = changed.computeIfAbsent(hunk.file(), sources);
      int place = text.indexOf(hunk.before());
      boolean several = place >= 0 && text.indexOf(hunk.before(), place + 1) >= 0;
      if (place < 0 || several || hunk.before().isEmpty()) {
        throw new IllegalStateException(
            "mutations/%s.patch does not fit any more: %s in %s. Look whether the bug can still be made there, and renew the patch:\n%s"
                .formatted(
                    name,
                    several ? "there are several such places" : "there is no such place",
                    hunk.file(),
                    hunk.before()));
      }
      changed.put(
          hunk.file(),
          text.substring(0, place) + hunk.after() + text.substring(place + hunk.before().length()));
    }
    return changed;
  }
}
