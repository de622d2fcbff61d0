// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

/**
 * How good one direction between two hosts is. A chance is that of a segment, or of an attempt to
 * connect, from 0 to 1.
 *
 * @param latencyNanosMin that of an undisturbed segment, one way, at least
 * @param latencyNanosMax the same, at most
 * @param delayChance of a segment that takes longer
 * @param delayNanosMax how much longer, at most
 * @param lossChance of each time that a segment is sent
 * @param bytesPerSecond of all connections together; 0 for any number
 */
public record Conditions(
    long latencyNanosMin,
    long latencyNanosMax,
    double delayChance,
    long delayNanosMax,
    double lossChance,
    double duplicationChance,
    double reorderingChance,
    long bytesPerSecond,
    double resetChance,
    double blockedConnectChance,
    double refusedConnectChance) {
  /** A healthy network within a data centre. */
  public static final Conditions FAIR = new Conditions(50_000, 250_000, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  public Conditions {
    if (latencyNanosMin < 0 || latencyNanosMax < latencyNanosMin) {
      throw new IllegalArgumentException(
          "latency from " + latencyNanosMin + " to " + latencyNanosMax + " ns");
    }
  }

  /** The same with another latency. */
  public Conditions latency(long nanosMin, long nanosMax) {
    return new Conditions(
        nanosMin,
        nanosMax,
        delayChance,
        delayNanosMax,
        lossChance,
        duplicationChance,
        reorderingChance,
        bytesPerSecond,
        resetChance,
        blockedConnectChance,
        refusedConnectChance);
  }

  /** The same with segments that take longer. */
  public Conditions delay(double chance, long nanosMax) {
    return new Conditions(
        latencyNanosMin,
        latencyNanosMax,
        chance,
        nanosMax,
        lossChance,
        duplicationChance,
        reorderingChance,
        bytesPerSecond,
        resetChance,
        blockedConnectChance,
        refusedConnectChance);
  }

  /** The same with segments that are lost, come twice, or come in another order. */
  public Conditions packets(double loss, double duplication, double reordering) {
    return new Conditions(
        latencyNanosMin,
        latencyNanosMax,
        delayChance,
        delayNanosMax,
        loss,
        duplication,
        reordering,
        bytesPerSecond,
        resetChance,
        blockedConnectChance,
        refusedConnectChance);
  }

  /** The same with a bandwidth. */
  public Conditions bandwidth(long newBytesPerSecond) {
    return new Conditions(
        latencyNanosMin,
        latencyNanosMax,
        delayChance,
        delayNanosMax,
        lossChance,
        duplicationChance,
        reorderingChance,
        newBytesPerSecond,
        resetChance,
        blockedConnectChance,
        refusedConnectChance);
  }

  /** The same with connections that are cut, swallowed at their beginning, or refused. */
  public Conditions connections(double reset, double blocked, double refused) {
    return new Conditions(
        latencyNanosMin,
        latencyNanosMax,
        delayChance,
        delayNanosMax,
        lossChance,
        duplicationChance,
        reorderingChance,
        bytesPerSecond,
        reset,
        blocked,
        refused);
  }
}
