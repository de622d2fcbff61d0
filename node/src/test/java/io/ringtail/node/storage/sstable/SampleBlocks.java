// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.sstable;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Blocks of one thing, for those who do not look into it. */
public final class SampleBlocks {
  private SampleBlocks() {}

  /** Random bytes. */
  public static byte[] bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A block that holds some bytes. */
  public static Block of(byte[] thing) {
    BlockBuilder builder = new BlockBuilder();
    builder.begin().raw(thing);
    int length = builder.finish();
    return Block.of(Arrays.copyOf(builder.bytes(), length));
  }

  /** The bytes that a block holds. */
  public static byte[] bytes(Block block) {
    return block.copy(block.offset(0), block.end());
  }
}
