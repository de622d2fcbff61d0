// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.transport;

import io.ringtail.protocol.ring.Endpoint;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a session finds clusters that run in this JVM; found by {@code ServiceLoader}, provided by
 * the node's jar.
 */
public interface EmbeddedClusters {
  /**
   * Attaches to a running cluster, or starts one with a single node.
   *
   * @param data folder of the node to start; null to attach to a cluster of that name that runs
   *     already
   * @throws IllegalArgumentException when there is no such cluster, with what to do
   */
  Attachment attach(String name, @Nullable Path data);

  /**
   * A session's hold on an embedded cluster: one started by {@link #attach} ends with its last
   * attachment.
   */
  interface Attachment extends AutoCloseable {
    List<Endpoint> contactPoints();

    @Override
    void close();
  }
}
