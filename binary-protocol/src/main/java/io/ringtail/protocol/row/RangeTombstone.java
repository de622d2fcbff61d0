// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.row;

/** The deletion of all rows of a partition whose clustering key lies in a range. */
public record RangeTombstone(ByteRange range, Version version) {}
