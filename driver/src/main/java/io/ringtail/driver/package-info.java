// SPDX-License-Identifier: Apache-2.0

/** The composition root of the driver; imported by nobody in this module. */
@NullMarked
package io.ringtail.driver;

import org.jspecify.annotations.NullMarked;
