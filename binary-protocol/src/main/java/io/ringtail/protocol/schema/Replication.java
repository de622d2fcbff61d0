// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.schema;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many replicas the partitions of a keyspace have in each data center.
 *
 * @param replicas by data center, at least one in each that is named. In a request the name {@link
 *     #EACH} stands for every data center of the cluster that is not named itself; no map has it.
 */
public record Replication(SortedMap<String, Integer> replicas) implements Comparable<Replication> {
  /** Stands for every data center that is not named. */
  public static final String EACH = "*";

  /** Most replicas of a partition: what coordinates them counts them in the bits of an int. */
  public static final int REPLICAS_MAX = 31;

  private static final Pattern DATA_CENTER = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  public Replication {
    replicas = Collections.unmodifiableSortedMap(new TreeMap<>(replicas));
    if (replicas.isEmpty()) {
      throw new IllegalArgumentException("the replication names no data center");
    }
    long sum = 0;
    for (Map.Entry<String, Integer> each : replicas.entrySet()) {
      if (!each.getKey().equals(EACH)) {
        checkName(each.getKey(), "data center");
      }
      if (each.getValue() < 1) {
        throw new IllegalArgumentException(
            each.getValue() + " replicas in data center " + each.getKey() + ", expected 1 or more");
      }
      sum += each.getValue();
    }
    if (sum > REPLICAS_MAX) {
      throw new IllegalArgumentException(sum + " replicas, of " + REPLICAS_MAX + " at most");
    }
  }

  /** So many replicas in every data center. */
  public static Replication each(int replicas) {
    return in(EACH, replicas);
  }

  /** So many replicas in one data center. */
  public static Replication in(String dataCenter, int replicas) {
    return new Replication(new TreeMap<>(Map.of(dataCenter, replicas)));
  }

  /**
   * Checks what a data center or rack is called.
   *
   * @throws IllegalArgumentException with what it may be called
   */
  public static String checkName(String name, String what) {
    if (!DATA_CENTER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "not the name of a "
              + what
              + ": '"
              + name
              + "'; use up to 64 letters, digits, dots, hyphens and underscores");
    }
    return name;
  }

  /** The same with every data center named. */
  public Replication over(Iterable<String> dataCenters) {
    Integer each = replicas.get(EACH);
    if (each == null) {
      return this;
    }
    SortedMap<String, Integer> named = new TreeMap<>(replicas);
    named.remove(EACH);
    dataCenters.forEach(dataCenter -> named.putIfAbsent(dataCenter, each));
    return new Replication(named);
  }

  /** Replicas of a partition in all data centers together. */
  public int count() {
    int sum = 0;
    for (int each : replicas.values()) {
      sum += each;
    }
    return sum;
  }

  @Override
  public int compareTo(Replication other) {
    return toString().compareTo(other.toString());
  }

  /** As in {@code east:3,west:2}. */
  @Override
  public String toString() {
    return replicas.entrySet().stream()
        .map(each -> each.getKey() + ":" + each.getValue())
        .collect(Collectors.joining(","));
  }
}
