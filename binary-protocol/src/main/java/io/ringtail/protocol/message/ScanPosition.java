// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

/**
 * A place in the token order of a table's rows: the row with this key, or the first one behind it.
 * The page state of scans.
 *
 * @param token of the key
 * @param key encoded partition key
 * @param clustering encoded clustering key to go on from within that partition; empty for all of it
 */
public record ScanPosition(long token, byte[] key, byte[] clustering) {}
