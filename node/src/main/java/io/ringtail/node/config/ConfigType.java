// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

import io.ringtail.protocol.map.InitialNode;
import io.ringtail.protocol.ring.Endpoint;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a key's value may be, and how it is read from text.
 *
 * @param name as the documentation says it, with the range
 * @param parser throws {@link IllegalArgumentException} with what is expected
 */
record ConfigType<T>(String name, Function<String, T> parser) {

  static ConfigType<String> text(String name) {
    return new ConfigType<>(
        name,
        value -> {
          if (value.isBlank()) {
            throw new IllegalArgumentException("is empty; give " + name);
          }
          return value;
        });
  }

  /** Text that may be missing. */
  static ConfigType<String> textOrNone(String name) {
    return new ConfigType<>(name, String::strip);
  }

  static ConfigType<Endpoint> endpoint() {
    return new ConfigType<>("host:port", Endpoint::parse);
  }

  static ConfigType<Optional<Endpoint>> endpointOrNone() {
    return new ConfigType<>(
        "host:port",
        value -> value.isBlank() ? Optional.empty() : Optional.of(Endpoint.parse(value.strip())));
  }

  static ConfigType<List<Endpoint>> endpoints() {
    return list("host:port", Endpoint::parse);
  }

  static ConfigType<List<InitialNode>> initialNodes() {
    return list("host:port/datacenter/rack", InitialNode::parse);
  }

  private static <T> ConfigType<List<T>> list(String name, Function<String, T> parser) {
    return new ConfigType<>(
        "list of " + name,
        value ->
            Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(parser)
                .toList());
  }

  static ConfigType<Boolean> yesOrNo() {
    return new ConfigType<>(
        "true or false",
        value ->
            switch (value.strip().toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw new IllegalArgumentException(
                      "is '" + value + "', but has to be true or false");
            });
  }

  static ConfigType<Long> integer(long min, long max) {
    return new ConfigType<>(
        "integer, " + min + " to " + max,
        value -> {
          long number;
          try {
            number = Long.parseLong(value.strip().replace("_", ""));
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is '" + value + "', but has to be an integer", e);
          }
          if (number < min || number > max) {
            throw new IllegalArgumentException(
                "is " + number + ", but has to lie between " + min + " and " + max);
          }
          return number;
        });
  }

  /** A power of two; values are kept as their exponent. */
  static ConfigType<Long> powerOfTwo(int bitsMin, int bitsMax) {
    ConfigType<Long> number = integer(1L << bitsMin, 1L << bitsMax);
    return new ConfigType<>(
        "power of two, " + (1L << bitsMin) + " to " + (1L << bitsMax),
        value -> {
          long parsed = number.parser().apply(value);
          if (Long.bitCount(parsed) != 1) {
            throw new IllegalArgumentException(
                "is "
                    + parsed
                    + ", but has to be a power of two: "
                    + Long.highestOneBit(parsed)
                    + ", say");
          }
          return parsed;
        });
  }

  static <E extends Enum<E>> ConfigType<E> choice(Class<E> choices) {
    String names =
        Arrays.stream(choices.getEnumConstants())
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return new ConfigType<>(
        "one of " + names,
        value ->
            Arrays.stream(choices.getEnumConstants())
                .filter(each -> each.name().equalsIgnoreCase(value.strip()))
                .findFirst()
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "is '" + value + "', but has to be one of " + names)));
  }
}
