// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.disk;

import io.ringtail.node.storage.log.LogReplay;
import java.util.function.Predicate;

/** Kinds of the files of a node, told by their names. */
public enum FileKind implements Predicate<String> {
  TABLE {
    @Override
    boolean isName(String name) {
      return name.endsWith(".sst");
    }
  },
  LOG {
    @Override
    boolean isName(String name) {
      return LogReplay.isSegment(name);
    }
  },
  MANIFEST {
    @Override
    boolean isName(String name) {
      return name.equals("manifest");
    }
  },
  METADATA {
    @Override
    boolean isName(String name) {
      return name.equals("metadata");
    }
  },
  IDENTITY {
    @Override
    boolean isName(String name) {
      return name.equals("identity");
    }
  },
  /** Of every kind, also those that have no name here. */
  ANY {
    @Override
    boolean isName(String name) {
      return true;
    }
  };

  abstract boolean isName(String name);

  /** Whether the file of a path is of this kind. */
  @Override
  public boolean test(String path) {
    return isName(path.substring(path.lastIndexOf('/') + 1));
  }
}
