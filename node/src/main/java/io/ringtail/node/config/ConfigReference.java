// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

/** The reference of all keys as a page, derived from their declaration. */
public final class ConfigReference {
  private static final String HEAD =
      """
      # Configuration

      A node reads a YAML file (`bin/ringtail node --config FILE`) with two sections, and flags,
      which win over the file: `--listen`, `--initial`, `--seeds`, `--data`, `--shards`, `--sync`,
      and `--set KEY=VALUE` for any key by its full name (`node.cache_bytes`). An unknown key or a
      value out of range stops the start.

          cluster:
            initial_nodes: [127.0.0.1:7401, 127.0.0.1:7402, 127.0.0.1:7403]
          node:
            listen: 127.0.0.1:7401
            data: /var/lib/ringtail
      """;

  private ConfigReference() {}

  /** The page in Markdown. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    section(page, ConfigScope.CLUSTER, "the same on every node");
    section(page, ConfigScope.NODE, "each node's own");
    return page.toString();
  }

  private static void section(StringBuilder page, ConfigScope scope, String whose) {
    page.append("\n## `")
        .append(scope.section())
        .append("`: ")
        .append(whose)
        .append("\n\n| key | type | default | meaning |\n| --- | --- | --- | --- |\n");
    for (ConfigKey<?> key : ConfigKeys.ALL) {
      if (key.scope() == scope) {
        page.append("| `")
            .append(key.name())
            .append("` | ")
            .append(key.type().name())
            .append(" | ")
            .append(defaultOf(key))
            .append(" | ")
            .append(key.doc())
            .append(" |\n");
      }
    }
  }

  private static String defaultOf(ConfigKey<?> key) {
    String text = key.defaultText();
    return text == null ? "has to be given" : text.isEmpty() ? "none" : "`" + text + "`";
  }
}
