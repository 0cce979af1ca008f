package io.hopsfs.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * One configuration key of the client: a span of time, what holds where it isn't set, and what it means.
 *
 * @param defaultValue written as a user would
 * @param meaning      one or two sentences for the manual, in Markdown
 */
record ClientKey(String name, String defaultValue, String meaning) {

  /** @throws IllegalArgumentException names the key, the value and what is expected */
  Duration in(Configuration configuration) {
    String text = configuration.getTrimmed(name, "");
    long millis;
    try {
      millis = configuration.getTimeDurationHelper(name, text.isEmpty() ? defaultValue : text, TimeUnit.MILLISECONDS);
    } catch (NumberFormatException e) {
      millis = 0;
    }
    if (millis <= 0 || millis > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + " = " + text + ": expected a duration such as 500ms, 10s or 5m, of 1ms to 24d");
    }
    return Duration.ofMillis(millis);
  }
}
