// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.ycsb;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The six core workloads of YCSB (Cooper and others, "Benchmarking Cloud Serving Systems with
 * YCSB", SoCC 2010), as properties of its CoreWorkload. Records have ten fields of 100 bytes.
 */
public enum CoreWorkload {
  /** Half reads, half updates, popular records first: a session store. */
  A(0.5, 0.5, 0, 0, 0, "zipfian"),
  /** One update in twenty: tags on photos. */
  B(0.95, 0.05, 0, 0, 0, "zipfian"),
  /** Reads only: profiles made elsewhere. */
  C(1, 0, 0, 0, 0, "zipfian"),
  /** One insert in twenty, the newest read most: status updates. */
  D(0.95, 0, 0.05, 0, 0, "latest"),
  /** Short scans, and one insert in twenty: threaded conversations. */
  E(0, 0, 0.05, 0.95, 0, "zipfian"),
  /** Half reads, half read-modify-writes: records that their users edit. */
  F(0.5, 0, 0, 0, 0.5, "zipfian");

  private static final int SCAN_LENGTH_MAX = 100;

  private final double reads;
  private final double updates;
  private final double inserts;
  private final double scans;
  private final double readModifyWrites;
  private final String distribution;

  CoreWorkload(
      double reads,
      double updates,
      double inserts,
      double scans,
      double readModifyWrites,
      String distribution) {
    this.reads = reads;
    this.updates = updates;
    this.inserts = inserts;
    this.scans = scans;
    this.readModifyWrites = readModifyWrites;
    this.distribution = distribution;
  }

  /** The workload of a letter, in either case. */
  public static CoreWorkload of(String letter) {
    try {
      return valueOf(letter.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "unknown workload '" + letter + "': choose a, b, c, d, e or f", e);
    }
  }

  /** Whether the workload scans ranges of keys. */
  public boolean scans() {
    return scans > 0;
  }

  /** The properties that make YCSB's CoreWorkload this one. */
  Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("workload", "site.ycsb.workloads.CoreWorkload");
    properties.put("requestdistribution", distribution);
    properties.put("fieldcount", Integer.toString(UserTable.FIELDS));
    properties.put("fieldlength", "100");
    properties.put("readallfields", "true");
    // Values follow from key and field, and every read is compared with them.
    properties.put("dataintegrity", "true");
    properties.put("maxscanlength", Integer.toString(SCAN_LENGTH_MAX));
    properties.put("readproportion", Double.toString(reads));
    properties.put("updateproportion", Double.toString(updates));
    properties.put("insertproportion", Double.toString(inserts));
    properties.put("scanproportion", Double.toString(scans));
    properties.put("readmodifywriteproportion", Double.toString(readModifyWrites));
    return properties;
  }
}
