// SPDX-License-Identifier: Apache-2.0
/**
 * The one merge of two replicas' data, and its normal form at a moment; pure; may import {@code
 * row}.
 */
@NullMarked
package io.ringtail.protocol.merge;

import org.jspecify.annotations.NullMarked;
