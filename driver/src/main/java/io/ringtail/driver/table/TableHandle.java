// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.table;

import io.ringtail.driver.api.RingtailException;
import io.ringtail.driver.routing.MapView;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.schema.TableName;
import org.jspecify.annotations.Nullable;

/** A table's name, and what the newest map says about it. Thread-safe. */
final class TableHandle {
  private final Requests requests;
  private final TableName name;
  private volatile @Nullable TableView latest;

  TableHandle(Requests requests, TableName name) {
    this.requests = requests;
    this.name = name;
  }

  /**
   * The table by the newest map.
   *
   * @throws RingtailException.InvalidRequest when there is none any more
   */
  TableView view() {
    TableView known = latest;
    MapView newest = requests.maps().newest();
    if (known != null && known.map() == newest) {
      return known;
    }
    Table table = newest.map().schema().tablesByName().get(name);
    if (table == null) {
      throw new RingtailException.InvalidRequest("there is no table " + name);
    }
    TableView view = new TableView(newest, table);
    latest = view;
    return view;
  }
}
