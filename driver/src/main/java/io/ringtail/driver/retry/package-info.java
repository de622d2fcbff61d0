// SPDX-License-Identifier: Apache-2.0

/** How long to wait before trying again; pure; imports nothing of the driver. */
@NullMarked
package io.ringtail.driver.retry;

import org.jspecify.annotations.NullMarked;
