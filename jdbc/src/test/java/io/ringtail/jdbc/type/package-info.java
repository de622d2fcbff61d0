// SPDX-License-Identifier: Apache-2.0
/** Tests of the package of the same name. */
@NullMarked
package io.ringtail.jdbc.type;

import org.jspecify.annotations.NullMarked;
