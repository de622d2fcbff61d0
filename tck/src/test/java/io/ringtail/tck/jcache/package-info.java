// SPDX-License-Identifier: Apache-2.0
/** The JCache provider against real nodes. */
@NullMarked
package io.ringtail.tck.jcache;

import org.jspecify.annotations.NullMarked;
