// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.embedded;

import io.ringtail.driver.transport.EmbeddedClusters;
import io.ringtail.protocol.ring.Endpoint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How sessions find the clusters of this JVM. A cluster that a session had started ends with its
 * last session. Thread-safe.
 */
public final class ClustersOfThisJvm implements EmbeddedClusters {
  /** Clusters that sessions had started, of all instances: the service is looked up each time. */
  private static final Map<String, Shared> STARTED = new HashMap<>();

  /** A cluster, its folder, and how many sessions hold it. */
  private static final class Shared {
    private final EmbeddedCluster cluster;
    private final Path data;
    private int holders;

    Shared(EmbeddedCluster cluster, Path data) {
      this.cluster = cluster;
      this.data = data;
    }
  }

  /** For {@code ServiceLoader}. */
  public ClustersOfThisJvm() {}

  @Override
  public Attachment attach(String name, @Nullable Path data) {
    synchronized (STARTED) {
      Shared shared = STARTED.get(name);
      if (shared == null && data != null && ClusterRegistry.find(name).isEmpty()) {
        Path folder = data.toAbsolutePath().normalize();
        shared = new Shared(EmbeddedCluster.builder(name).nodes(1).data(folder).start(), folder);
        STARTED.put(name, shared);
      }
      if (shared != null) {
        checkFolder(name, shared, data);
        shared.holders++;
        return new Hold(name, shared);
      }
    }
    EmbeddedCluster running =
        ClusterRegistry.find(name)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "no embedded cluster '"
                        + name
                        + "' runs in this JVM; start one with EmbeddedCluster, or name a data"
                        + " folder (data=PATH)"));
    return new Guest(running);
  }

  private static void checkFolder(String name, Shared shared, @Nullable Path data) {
    if (data != null && !data.toAbsolutePath().normalize().equals(shared.data)) {
      throw new IllegalArgumentException(
          "embedded cluster '" + name + "' runs in folder " + shared.data + ", not " + data);
    }
  }

  /** A session's hold on a cluster that ends with the last of them. */
  private static final class Hold implements Attachment {
    private final String name;
    private final Shared shared;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Hold(String name, Shared shared) {
      this.name = name;
      this.shared = shared;
    }

    @Override
    public List<Endpoint> contactPoints() {
      return shared.cluster.contactPoints();
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        synchronized (STARTED) {
          if (--shared.holders == 0) {
            STARTED.remove(name);
            shared.cluster.close();
          }
        }
      }
    }
  }

  /** A session's hold on a cluster that somebody else owns. */
  private record Guest(EmbeddedCluster cluster) implements Attachment {
    @Override
    public List<Endpoint> contactPoints() {
      return cluster.contactPoints();
    }

    @Override
    public void close() {
      // The cluster is its owner's.
    }
  }
}
