// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.storage.memtable;

import java.util.Arrays;

/**
 * References of a wide partition's rows, ordered by their keys: sorted pages of them in a sorted
 * list, a B-tree of two levels. A page is split when it is full.
 */
final class RowIndex {
  /** Two pages are copied for each 64 insertions: cheaper than any tree of single rows. */
  private static final int PAGE_ENTRIES = 128;

  private final Slab slab;
  private int[][] pages = {new int[PAGE_ENTRIES]};
  private int[] counts = {0};
  private int pageCount = 1;

  RowIndex(Slab slab) {
    this.slab = slab;
  }

  /** Bytes of the pages. */
  long sizeBytes() {
    return (long) pageCount * (PAGE_ENTRIES * 4 + 16) + 8L * pages.length;
  }

  /** Place of the first row whose key is not below one: page number, then index in the page. */
  long ceiling(byte[] key) {
    int low = 0;
    int high = pageCount;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBelow(middle, key)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == pageCount) {
      return place(pageCount, 0);
    }
    int page = low;
    low = 0;
    high = counts[page];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (slab.compareKey(pages[page][middle], key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return place(page, low);
  }

  /** Whether a page's last row lies below a key. Only the first page is ever empty. */
  private boolean isBelow(int page, byte[] key) {
    return counts[page] > 0 && slab.compareKey(pages[page][counts[page] - 1], key) < 0;
  }

  /** The place behind all rows. */
  long end() {
    return place(pageCount, 0);
  }

  private static long place(int page, int index) {
    return ((long) page << 32) | index;
  }

  /** The place after one, which may be the end. */
  long after(long place) {
    int page = (int) (place >>> 32);
    int index = (int) place + 1;
    return index < counts[page] ? place(page, index) : place(page + 1, 0);
  }

  /** The place before one, or -1 when that is the first. */
  long before(long place) {
    int page = (int) (place >>> 32);
    int index = (int) place;
    if (index > 0) {
      return place - 1;
    }
    return page == 0 ? -1 : place(page - 1, counts[page - 1] - 1);
  }

  /** Whether there is a row at a place that {@link #ceiling} or {@link #after} returned. */
  boolean isRow(long place) {
    int page = (int) (place >>> 32);
    return page < pageCount && (int) place < counts[page];
  }

  int reference(long place) {
    return pages[(int) (place >>> 32)][(int) place];
  }

  /** Names another entry for the row at a place. */
  void replace(long place, int reference) {
    pages[(int) (place >>> 32)][(int) place] = reference;
  }

  /** Adds a row at the place that {@link #ceiling} returned for its key. */
  void insert(long place, int reference) {
    int page = (int) (place >>> 32);
    int index = (int) place;
    if (page == pageCount) {
      page--;
      index = counts[page];
    }
    if (counts[page] == PAGE_ENTRIES) {
      split(page);
      if (index > counts[page]) {
        index -= counts[page];
        page++;
      }
    }
    int[] references = pages[page];
    System.arraycopy(references, index, references, index + 1, counts[page] - index);
    references[index] = reference;
    counts[page]++;
  }

  private void split(int page) {
    if (pageCount == pages.length) {
      pages = Arrays.copyOf(pages, 2 * pageCount);
      counts = Arrays.copyOf(counts, 2 * pageCount);
    }
    System.arraycopy(pages, page + 1, pages, page + 2, pageCount - page - 1);
    System.arraycopy(counts, page + 1, counts, page + 2, pageCount - page - 1);
    pageCount++;
    // Rows that come in order leave full pages behind them.
    int kept = page + 2 == pageCount ? PAGE_ENTRIES - 1 : PAGE_ENTRIES / 2;
    int[] moved = new int[PAGE_ENTRIES];
    System.arraycopy(pages[page], kept, moved, 0, PAGE_ENTRIES - kept);
    pages[page + 1] = moved;
    counts[page + 1] = PAGE_ENTRIES - kept;
    counts[page] = kept;
  }
}
