// SPDX-License-Identifier: Apache-2.0
/**
 * The cluster map: membership, placement and schema under one epoch; immutable; may import {@code
 * ring} and {@code schema}.
 */
@NullMarked
package io.ringtail.protocol.map;

import org.jspecify.annotations.NullMarked;
