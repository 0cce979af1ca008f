package io.hopsfs.dal.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigKeyTest {

  private static <T> T read(ConfigKey<T> key, String text) {
    return key.in(Map.of(key.name(), text)::get);
  }

  @Test
  void anUnsetOrBlankKeyHasItsDefault() {
    var key = ConfigKey.count("a.b", 7, "");
    assertThat(key.in(name -> null)).isEqualTo(7);
    assertThat(read(key, "  ")).isEqualTo(7);
    assertThat(ConfigKey.text("a.b", null, "").in(name -> null)).isNull();
  }

  @Test
  void everyDefaultParses() {
    Stream.concat(HopsKeys.all().stream(), HdfsKeys.all().stream())
        .forEach(key -> assertThat(key.in(name -> null) == null).as(key.name()).isEqualTo(key.defaultValue() == null));
  }

  @Test
  void namesAreUnique() {
    assertThat(Stream.concat(HopsKeys.all().stream(), HdfsKeys.all().stream()).map(ConfigKey::name)).doesNotHaveDuplicates();
  }

  @Test
  void bytesAndDurationsTakeUnits() {
    var bytes = ConfigKey.bytes("a.b", "0", "");
    assertThat(read(bytes, "4096")).isEqualTo(4096);
    assertThat(read(bytes, "64k")).isEqualTo(65536);
    assertThat(read(bytes, "2 G")).isEqualTo(1L << 31);
    var duration = ConfigKey.duration("a.b", "0", "");
    assertThat(read(duration, "250")).isEqualTo(Duration.ofMillis(250));
    assertThat(read(duration, "10s")).isEqualTo(Duration.ofSeconds(10));
    assertThat(read(duration, "2h")).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void aWrongValueIsRefusedNamingKeyValueAndWhatIsExpected() {
    assertThatThrownBy(() -> read(ConfigKey.flag("a.flag", true, ""), "yes"))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("a.flag = yes: expected true or false");
    assertThatThrownBy(() -> read(ConfigKey.count("a.count", 1, ""), "-3")).hasMessageContaining("a.count = -3: expected a number");
    assertThatThrownBy(() -> read(ConfigKey.bytes("a.bytes", "1", ""), "5x")).hasMessageContaining("a.bytes = 5x: expected a number of bytes");
    assertThatThrownBy(() -> read(ConfigKey.bytes("a.bytes", "1", ""), "99999999t")).hasMessageContaining("too large");
    assertThatThrownBy(() -> read(ConfigKey.duration("a.time", "1", ""), "soon")).hasMessageContaining("a.time = soon: expected a duration");
  }
}
