// SPDX-License-Identifier: Apache-2.0

/** What clients and nodes agree on; its packages hold everything. */
@NullMarked
package io.ringtail.protocol;

import org.jspecify.annotations.NullMarked;
