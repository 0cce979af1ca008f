package io.hopsfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Also keeps docs/configuration-client.md equal to the declared keys; with -Dhopsfs.manual.write=true it writes the file. */
class ClientKeysTest {
  private static final String REGENERATE = "mvn -q -B -pl hopsfs-client test -Dtest=ClientKeysTest -Dhopsfs.manual.write=true";

  @Test
  void theManualIsWhatTheDeclarationsSay() throws IOException {
    var file = Path.of("..", "docs", "configuration-client.md");
    if (Boolean.getBoolean("hopsfs.manual.write")) {
      Files.writeString(file, manual());
    }
    assertThat(Files.readString(file)).as("docs/configuration-client.md; regenerate it with: " + REGENERATE).isEqualTo(manual());
  }

  private static String manual() {
    var text = new StringBuilder("""
        # Configuration of clients

        <!-- Generated from ClientKeys in hopsfs-client. Regenerate with:
             %s -->

        A stock Hadoop client needs none of these. They are for `hopsfs://` and for `io.hopsfs.client.LoadBalancingProxyProvider`, which
        [operations.md](operations.md) tells how to use. All are durations: ms, s, m, h; a bare number is in milliseconds.

        | key | default | meaning |
        |---|---|---|
        """.formatted(REGENERATE));
    for (var key : ClientKeys.all()) {
      text.append("| `%s` | `%s` | %s |%n".formatted(key.name(), key.defaultValue(), key.meaning()));
    }
    return text.toString();
  }

  @Test
  void aDurationMayHaveAUnitAndIsMillisecondsWithoutOne() {
    var conf = new Configuration(false);
    assertThat(ClientKeys.RPC_TIMEOUT.in(conf)).isEqualTo(Duration.ofSeconds(5));
    conf.set(ClientKeys.RPC_TIMEOUT.name(), "1500");
    assertThat(ClientKeys.RPC_TIMEOUT.in(conf)).isEqualTo(Duration.ofMillis(1500));
    conf.set(ClientKeys.RPC_TIMEOUT.name(), " 2m ");
    assertThat(ClientKeys.RPC_TIMEOUT.in(conf)).isEqualTo(Duration.ofMinutes(2));
    conf.set(ClientKeys.RPC_TIMEOUT.name(), "");
    assertThat(ClientKeys.RPC_TIMEOUT.in(conf)).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1s", "soon", "30d", "s"})
  void aValueThatIsNoDurationIsRefusedByName(String value) {
    var conf = new Configuration(false);
    conf.set(ClientKeys.REFRESH.name(), value);
    assertThatThrownBy(() -> ClientKeys.REFRESH.in(conf)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hopsfs.client.namenodes.refresh = " + value + ": expected a duration such as 500ms, 10s or 5m, of 1ms to 24d");
  }
}
