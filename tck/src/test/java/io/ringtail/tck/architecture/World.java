// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.architecture;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;

/**
 * The part of the JDK that answers differently each time: clock, threads, chance, sockets, files,
 * and the end of the process. Everything else in Ringtail gets it from outside.
 */
final class World {

  /** Types that are nothing but the world: no use of them is innocent. */
  private static final Set<String> TYPES =
      Set.of(
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.FileReader",
          "java.io.FileWriter",
          "java.io.RandomAccessFile",
          "java.net.DatagramSocket",
          "java.net.HttpURLConnection",
          "java.net.ServerSocket",
          "java.net.Socket",
          "java.nio.channels.AsynchronousFileChannel",
          "java.nio.channels.DatagramChannel",
          "java.nio.channels.FileChannel",
          "java.nio.channels.ServerSocketChannel",
          "java.nio.channels.SocketChannel",
          "java.nio.file.Files",
          "java.security.SecureRandom",
          "java.util.Timer",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.concurrent.ThreadPoolExecutor");

  /** Members of otherwise innocent types. */
  private static final Map<String, Set<String>> MEMBERS =
      Map.ofEntries(
          Map.entry(
              "java.lang.Thread",
              Set.of(
                  "<init>",
                  "ofPlatform",
                  "ofVirtual",
                  "onSpinWait",
                  "sleep",
                  "start",
                  "startVirtualThread",
                  "yield")),
          Map.entry("java.lang.System", Set.of("currentTimeMillis", "exit", "nanoTime")),
          Map.entry("java.lang.Runtime", Set.of("addShutdownHook", "exec", "exit", "halt")),
          Map.entry("java.lang.Math", Set.of("random")),
          Map.entry("java.lang.ProcessBuilder", Set.of("start")),
          Map.entry("java.net.InetAddress", Set.of("getByName", "getAllByName", "getLocalHost")),
          Map.entry("java.time.Clock", Set.of("system", "systemDefaultZone", "systemUTC")),
          Map.entry("java.time.Instant", Set.of("now")),
          Map.entry("java.time.LocalDate", Set.of("now")),
          Map.entry("java.time.LocalDateTime", Set.of("now")),
          Map.entry("java.time.LocalTime", Set.of("now")),
          Map.entry("java.time.OffsetDateTime", Set.of("now")),
          Map.entry("java.time.ZonedDateTime", Set.of("now")),
          Map.entry("java.util.UUID", Set.of("randomUUID")),
          Map.entry(
              "java.util.concurrent.CompletableFuture",
              Set.of("completeOnTimeout", "delayedExecutor", "orTimeout")),
          Map.entry("java.util.random.RandomGenerator", Set.of("getDefault", "of")));

  /** Generators that seed themselves if they are given no seed. */
  private static final Set<String> SEEDED_BY_ARGUMENT =
      Set.of("java.util.Random", "java.util.SplittableRandom");

  private World() {}

  static boolean isType(JavaClass type) {
    return TYPES.contains(type.getName());
  }

  static boolean isMember(AccessTarget.CodeUnitAccessTarget target) {
    String owner = target.getOwner().getName();
    String name = target.getName();
    if (MEMBERS.getOrDefault(owner, Set.of()).contains(name)) {
      return true;
    }
    int parameters = target.getRawParameterTypes().size();
    if (SEEDED_BY_ARGUMENT.contains(owner)) {
      return name.equals("<init>") && parameters == 0;
    }
    // The variants without an executor run on the JVM's common pool.
    return owner.equals("java.util.concurrent.CompletableFuture")
        && name.endsWith("Async")
        && target.getRawParameterTypes().stream()
            .noneMatch(type -> type.getName().equals("java.util.concurrent.Executor"));
  }
}
