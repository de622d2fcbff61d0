// SPDX-License-Identifier: Apache-2.0

/** Memory off the heap, in chunks that one owner after the other fills; imports nothing. */
@NullMarked
package io.ringtail.node.storage.memory;

import org.jspecify.annotations.NullMarked;
