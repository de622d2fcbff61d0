// SPDX-License-Identifier: Apache-2.0
/** A cluster in memory behind the driver's interface, for tests of what stands on it. */
@NullMarked
package io.ringtail.jdbc.fake;

import org.jspecify.annotations.NullMarked;
