// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.network;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/**
 * Buffers on the heap whatever kind was asked for, and how many of them were not released yet: that
 * shows leaks at once, where Netty's detector takes samples. Confined to the simulation's thread.
 */
final class HeapAllocator extends AbstractByteBufAllocator {
  private int live;

  HeapAllocator() {
    super(false);
  }

  /** Buffers that are not released yet. */
  int live() {
    return live;
  }

  @Override
  protected ByteBuf newHeapBuffer(int capacity, int capacityMax) {
    live++;
    return new CountedBuf(capacity, capacityMax);
  }

  @Override
  protected ByteBuf newDirectBuffer(int capacity, int capacityMax) {
    return newHeapBuffer(capacity, capacityMax);
  }

  @Override
  public CompositeByteBuf compositeHeapBuffer(int componentsMax) {
    return new CompositeByteBuf(this, false, componentsMax);
  }

  @Override
  public CompositeByteBuf compositeDirectBuffer(int componentsMax) {
    return compositeHeapBuffer(componentsMax);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }

  /** A buffer that tells when it is released. */
  private final class CountedBuf extends UnpooledHeapByteBuf {
    CountedBuf(int capacity, int capacityMax) {
      super(HeapAllocator.this, capacity, capacityMax);
    }

    @Override
    protected void deallocate() {
      live--;
      super.deallocate();
    }
  }
}
