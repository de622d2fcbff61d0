// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.fault;

/** Everything that a simulation lets go wrong. */
public enum FaultKind {
  // The network.
  SEGMENT_DELAYED("segments that took longer than usual"),
  SEGMENT_LOST("segments that were lost and sent again: the connection stalls"),
  SEGMENT_DUPLICATED("segments that came twice, which TCP hides"),
  SEGMENT_REORDERED("segments that overtook others, which TCP shows as a stall"),
  SLOW_LINK("segments held up by little bandwidth"),
  RESET("connections reset with bytes under way"),
  CONNECT_REFUSED("connects to a machine where nobody listens"),
  CONNECT_TIMED_OUT("connects that got no answer"),
  PARTITION_HALVES("the cluster cut in two"),
  PARTITION_ONE_WAY("messages pass in one direction only"),
  PARTITION_ISOLATED("one machine cut off"),
  PARTITION_BRIDGE("two halves that only one machine can reach"),
  PARTITION_FLAPPING("a cut that comes and goes"),

  // Disks.
  UNSYNCED_BLOCKS_LOST("power cuts that took unsynced blocks"),
  WRITE_TORN("power cuts in the middle of a write"),
  NAME_FORGOTTEN("power cuts that undid a creation, renaming or deletion"),
  READ_ERROR("reads that failed"),
  WRITE_ERROR("writes that failed"),
  SHORT_WRITE("writes that failed half-way"),
  DISK_FULL("writes that found no room"),
  FORCE_FAILED("fsyncs that failed"),
  SLOW_DISK("slow disks"),
  BIT_FLIP("bits that flipped on a disk"),
  LOST_WRITE("writes that never reached the platter"),
  MISDIRECTED_WRITE("writes that landed elsewhere"),

  // Processes.
  KILL("processes killed"),
  KILL_ALL("all nodes killed at once"),
  KILL_IN_DISK_OPERATION("processes that died in the middle of a disk operation"),
  POWER_CUT("machines without power"),
  POWER_CUT_ALL("all nodes without power at once"),
  POWER_CUT_IN_FSYNC("all nodes without power while their fsyncs were slow"),
  STOP("nodes stopped properly and started again"),
  PAUSE("processes paused, as by a long garbage collection"),
  SLOW_NODE("slow processes"),
  WIPE("disks exchanged for empty ones"),
  DRIVER_KILL("applications killed"),
  DRIVER_KILL_AT_MESSAGE("applications killed just before a message"),
  DRIVER_PAUSE("applications paused"),
  DRIVER_CLOSE("sessions closed with requests under way, and opened again"),

  // Clocks.
  CLOCK_SKEW("clocks set wrong by up to a second"),
  CLOCK_JUMP("clocks that jumped, up to an hour"),
  CLOCK_DRIFT("clocks too fast or too slow"),
  CLOCK_COARSE("clocks that tell seconds only"),

  // The cluster map.
  MAP_CHANGE("changes of the cluster map");

  /** What a kind of fault befalls. */
  public enum Group {
    NETWORK,
    DISK,
    DAMAGE,
    PROCESS,
    DRIVER,
    CLOCK,
    MAP
  }

  private final String meaning;

  FaultKind(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }

  public Group group() {
    return switch (this) {
      case SEGMENT_DELAYED,
          SEGMENT_LOST,
          SEGMENT_DUPLICATED,
          SEGMENT_REORDERED,
          SLOW_LINK,
          RESET,
          CONNECT_REFUSED,
          CONNECT_TIMED_OUT,
          PARTITION_HALVES,
          PARTITION_ONE_WAY,
          PARTITION_ISOLATED,
          PARTITION_BRIDGE,
          PARTITION_FLAPPING ->
          Group.NETWORK;
      case UNSYNCED_BLOCKS_LOST,
          WRITE_TORN,
          NAME_FORGOTTEN,
          READ_ERROR,
          WRITE_ERROR,
          SHORT_WRITE,
          DISK_FULL,
          FORCE_FAILED,
          SLOW_DISK ->
          Group.DISK;
      case BIT_FLIP, LOST_WRITE, MISDIRECTED_WRITE, WIPE -> Group.DAMAGE;
      case KILL,
          KILL_ALL,
          KILL_IN_DISK_OPERATION,
          POWER_CUT,
          POWER_CUT_ALL,
          POWER_CUT_IN_FSYNC,
          STOP,
          PAUSE,
          SLOW_NODE ->
          Group.PROCESS;
      case DRIVER_KILL, DRIVER_KILL_AT_MESSAGE, DRIVER_PAUSE, DRIVER_CLOSE -> Group.DRIVER;
      case CLOCK_SKEW, CLOCK_JUMP, CLOCK_DRIFT, CLOCK_COARSE -> Group.CLOCK;
      case MAP_CHANGE -> Group.MAP;
    };
  }

  /** Whether a plan draws it; the others follow from those that are drawn. */
  boolean isDrawn() {
    return switch (this) {
      case UNSYNCED_BLOCKS_LOST, WRITE_TORN, NAME_FORGOTTEN, SHORT_WRITE -> false;
      default -> true;
    };
  }
}
