// SPDX-License-Identifier: Apache-2.0

/** The composition root of the JCache provider; imported by nobody in this module. */
@NullMarked
package io.ringtail.jcache;

import org.jspecify.annotations.NullMarked;
