// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Flattens a configuration file into full names with the text of their values. */
public final class ConfigText {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ConfigText() {}

  /**
   * Reads YAML: a section for each scope, a scalar or a list of scalars for each key.
   *
   * @param source what messages call the file
   * @throws ConfigException when it is not that
   */
  public static Map<String, String> parse(String yaml, String source) {
    JsonNode root;
    try {
      root = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          source
              + (e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr())
              + ": not YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
    Map<String, String> values = new LinkedHashMap<>();
    if (root == null || root.isMissingNode() || root.isNull()) {
      return values;
    }
    if (!root.isObject()) {
      throw new ConfigException(source + ": has to consist of the sections 'cluster:' and 'node:'");
    }
    root.properties().forEach(section -> flatten(section.getKey(), section.getValue(), values));
    return values;
  }

  private static void flatten(String name, JsonNode node, Map<String, String> values) {
    if (node.isObject()) {
      node.properties()
          .forEach(field -> flatten(name + "." + field.getKey(), field.getValue(), values));
    } else if (node.isArray()) {
      List<String> elements = new ArrayList<>();
      node.forEach(element -> elements.add(element.asText()));
      values.put(name, String.join(",", elements));
    } else if (!node.isNull()) {
      values.put(name, node.asText());
    }
  }
}
