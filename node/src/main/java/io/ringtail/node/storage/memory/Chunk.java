// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Memory off the heap that is lent to one user after the other. Each sees it through a view of its
 * own, which ends before the memory goes elsewhere. What was never freed, since a storage was let
 * go without being closed, is freed when nothing refers to it any more. Confined to the loop.
 */
@SuppressWarnings("restricted") // Only whose memory it is changes; its bounds stay.
public final class Chunk {
  /** So that no number and no leaf of an index lies on more cache lines than it must. */
  private static final int ALIGNMENT_BYTES = 64;

  /** What an open arena refers to, so that the memory is not freed under its readers. */
  private record Kept(MemorySegment whole) implements Consumer<MemorySegment> {
    @Override
    public void accept(MemorySegment view) {}
  }

  private final Arena memory;

  /** Never read: views are made of it, and the memory is freed once it is unreachable. */
  private final MemorySegment whole;

  /** Takes so many bytes, which are zero. */
  // The arena is closed by free(), and views end with their own, or with the memory.
  @SuppressWarnings({"restricted", "MustBeClosedChecker"})
  public Chunk(int bytes) {
    Arena own = Arena.ofShared();
    memory = own;
    whole =
        own.allocate(bytes, ALIGNMENT_BYTES).reinterpret(Arena.ofAuto(), unreachable -> free(own));
  }

  /** Bytes of it. */
  public int sizeBytes() {
    return (int) whole.byteSize();
  }

  /**
   * The memory as long as an arena is open, and no longer; whoever reads it keeps it from going.
   */
  @SuppressWarnings("restricted") // as large as the memory, which the view keeps from going
  public MemorySegment view(Arena user) {
    return whole.reinterpret(user, new Kept(whole));
  }

  /** Gives the memory back to the operating system; nobody may read it any more. */
  public void free() {
    free(memory);
  }

  private static void free(Arena memory) {
    if (memory.scope().isAlive()) {
      memory.close();
    }
  }
}
