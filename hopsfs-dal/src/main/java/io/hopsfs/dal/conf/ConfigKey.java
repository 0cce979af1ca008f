package io.hopsfs.dal.conf;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One key of the configuration: its name, its type, what holds where it isn't set, and what it means.
 *
 * @param type         as docs/configuration.md shows it
 * @param defaultValue written as a user would; null if there is none
 * @param meaning      one or two sentences for the manual, in Markdown
 * @param parser       makes the value of a trimmed text; throws IllegalArgumentException saying what is expected
 */
public record ConfigKey<T>(String name, String type, String defaultValue, String meaning, Function<String, T> parser) {

  private static final Pattern NUMBER_WITH_UNIT = Pattern.compile("(\\d+)\\s*([a-zA-Z]*)");

  public ConfigKey {
    Objects.requireNonNull(name);
    Objects.requireNonNull(meaning);
  }

  public static ConfigKey<String> text(String name, String defaultValue, String meaning) {
    return new ConfigKey<>(name, "text", defaultValue, meaning, value -> value);
  }

  public static ConfigKey<Boolean> flag(String name, boolean defaultValue, String meaning) {
    return new ConfigKey<>(name, "true or false", String.valueOf(defaultValue), meaning, ConfigKey::parseFlag);
  }

  public static ConfigKey<Long> count(String name, long defaultValue, String meaning) {
    return new ConfigKey<>(name, "number", String.valueOf(defaultValue), meaning, ConfigKey::parseCount);
  }

  /** A number, or {@code auto}, which is the default and leaves the choice to the program: empty. */
  public static ConfigKey<OptionalLong> countOrAuto(String name, String meaning) {
    return new ConfigKey<>(name, "number or auto", "auto", meaning,
        text -> text.equals("auto") ? OptionalLong.empty() : OptionalLong.of(parseCount(text)));
  }

  /** A number of bytes; k, m, g and t are powers of 1024, as in Hadoop. */
  public static ConfigKey<Long> bytes(String name, String defaultValue, String meaning) {
    return new ConfigKey<>(name, "bytes", defaultValue, meaning, ConfigKey::parseBytes);
  }

  /** A span of time; a bare number is milliseconds. */
  public static ConfigKey<Duration> duration(String name, String defaultValue, String meaning) {
    return new ConfigKey<>(name, "duration", defaultValue, meaning, ConfigKey::parseDuration);
  }

  /**
   * The value that holds in a configuration.
   *
   * @param configuration gives the text of a key, or null if it isn't set
   * @return null if it isn't set and has no default
   * @throws IllegalArgumentException names the key, the value and what is expected
   */
  public T in(UnaryOperator<String> configuration) {
    var text = configuration.apply(name);
    if (text == null || text.isBlank()) {
      text = defaultValue;
    }
    if (text == null) {
      return null;
    }
    try {
      return parser.apply(text.trim());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " = " + text + ": expected " + e.getMessage(), e);
    }
  }

  private static Boolean parseFlag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("true or false");
    };
  }

  private static Long parseCount(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new IllegalArgumentException("a number that isn't negative");
    }
    return Long.valueOf(text);
  }

  private static Long parseBytes(String text) {
    var expected = "a number of bytes such as 4096, 64k, 512m or 2g";
    var match = numberWithUnit(text, expected);
    int shift = switch (match.group(2).toLowerCase(Locale.ROOT)) {
      case "", "b" -> 0;
      case "k" -> 10;
      case "m" -> 20;
      case "g" -> 30;
      case "t" -> 40;
      default -> throw new IllegalArgumentException(expected);
    };
    return multiply(match.group(1), 1L << shift, expected);
  }

  private static Duration parseDuration(String text) {
    var expected = "a duration such as 500ms, 10s, 5m or 1h";
    var match = numberWithUnit(text, expected);
    long millis = switch (match.group(2).toLowerCase(Locale.ROOT)) {
      case "", "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      default -> throw new IllegalArgumentException(expected);
    };
    return Duration.ofMillis(multiply(match.group(1), millis, expected));
  }

  private static Matcher numberWithUnit(String text, String expected) {
    var match = NUMBER_WITH_UNIT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException(expected);
    }
    return match;
  }

  private static long multiply(String number, long unit, String expected) {
    try {
      return Math.multiplyExact(Long.parseLong(number), unit);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(expected + "; this one is too large", e);
    }
  }
}
