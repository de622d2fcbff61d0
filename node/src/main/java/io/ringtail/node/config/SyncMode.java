// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

/** When a write counts as done on its replica. */
public enum SyncMode {
  /** Once it is on disk; writes that wait at the same time share one sync. */
  GROUP,
  /** Once it is in the operating system's hands; a sync follows within a period. */
  PERIODIC,
  /** Once it is in the operating system's hands, which writes it when it likes. */
  NONE
}
