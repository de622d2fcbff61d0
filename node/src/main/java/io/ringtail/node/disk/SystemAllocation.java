// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Takes room for a file on the disk without writing to it, where the operating system can: by
 * {@code posix_fallocate} on Linux. The bytes of the room read as zeros. Thread-safe.
 */
final class SystemAllocation {
  private static final int OPEN_READ_WRITE = 2;

  // The errors of Linux that mean a full disk, and a user's share of it that is used up.
  private static final int NO_SPACE = 28;
  private static final int NO_QUOTA = 122;

  /** The system's functions. */
  private record Functions(MethodHandle open, MethodHandle allocate, MethodHandle close) {}

  private static final Optional<Functions> FUNCTIONS = functions();

  private SystemAllocation() {}

  @SuppressWarnings("restricted") // the functions have these types on all Linux systems of 64 bits
  private static Optional<Functions> functions() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      SymbolLookup lookup = linker.defaultLookup();
      MethodHandle open =
          linker.downcallHandle(
              lookup.findOrThrow("open"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
              Linker.Option.firstVariadicArg(2));
      MethodHandle allocate =
          linker.downcallHandle(
              lookup.findOrThrow("posix_fallocate"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG));
      MethodHandle close =
          linker.downcallHandle(
              lookup.findOrThrow("close"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      return Optional.of(new Functions(open, allocate, close));
    } catch (RuntimeException notAllowed) {
      // Without native access, or with another C library: room is taken by writing.
      return Optional.empty();
    }
  }

  /**
   * Takes room for a stretch of a file that is there.
   *
   * @return false where nothing is known to have been taken
   * @throws DiskFullException when there is no room; part of it may have been taken
   */
  static boolean take(Path file, long position, long length) throws IOException {
    if (FUNCTIONS.isEmpty()) {
      return false;
    }
    Functions functions = FUNCTIONS.get();
    int error = -1;
    try (Arena arena = Arena.ofConfined()) {
      int descriptor =
          (int) functions.open().invokeExact(arena.allocateFrom(file.toString()), OPEN_READ_WRITE);
      if (descriptor >= 0) {
        error = (int) functions.allocate().invokeExact(descriptor, position, length);
        int _ = (int) functions.close().invokeExact(descriptor);
      }
    } catch (RuntimeException | Error broken) {
      throw broken;
    } catch (Throwable impossible) {
      throw new IllegalStateException("a function of the system throws", impossible);
    }
    if (error == NO_SPACE || error == NO_QUOTA) {
      throw new DiskFullException(
          "no room on the disk for " + file, new IOException("posix_fallocate: error " + error));
    }
    return error == 0;
  }
}
