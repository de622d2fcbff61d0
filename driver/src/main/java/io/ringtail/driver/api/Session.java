// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.api;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A connection to a cluster as a whole: knows its map, keeps links to the shards, coordinates every
 * request. One for each application; thread-safe.
 */
public interface Session extends AutoCloseable {
  /** The newest cluster map that this session knows. */
  ClusterMap map();

  /** The schema of {@link #map()}. */
  default Schema schema() {
    return map().schema();
  }

  /** What requests get that name no options. */
  RequestOptions defaultOptions();

  /**
   * A table by name. It is looked up in the newest known map, and once more in a fresh one.
   *
   * @throws RingtailException.InvalidRequest when there is no such table
   * @throws RingtailException.Unavailable when it is not known, and no majority of the nodes told
   *     within the session's default timeout what tables there are
   */
  Table table(TableName name);

  /**
   * A table with one key column and one value column.
   *
   * @throws RingtailException.InvalidRequest when there is no such table, it has other columns, or
   *     they are of other types
   * @throws RingtailException.Unavailable as {@link #table} does
   */
  <K, V> KeyValueTable<K, V> keyValueTable(TableName name, Class<K> keyClass, Class<V> valueClass);

  /**
   * Makes the writes of a batch. The first logged one of a cluster makes the table that they are
   * noted in.
   *
   * @param options the level holds for each of the writes
   */
  CompletionStage<BatchOutcome> write(Batch batch, RequestOptions options);

  /**
   * Ends with a schema that holds the change, known to this session and decided for the cluster.
   */
  CompletionStage<Schema> change(SchemaChange change);

  /** As {@link #change}, waiting. */
  Schema changeBlocking(SchemaChange change);

  /**
   * The threads that carry requests. An asynchronous load keeps from hopping between threads by
   * starting its requests on one of them.
   */
  List<Executor> lanes();

  /** What every node was seen to do, by this session. */
  List<NodeMetrics> metrics();

  /** Lets requests under way end for a while, then ends them and the links. Idempotent. */
  @Override
  void close();
}
