package io.hopsfs.dal;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMapTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 12, 13, 24, 25, 26, 1000})
  void findsEveryKeyAndKeepsTheirOrder(int count) {
    var map = new KeyMap<Integer>();
    for (int i = 0; i < count; i++) {
      assertThat(map.get(Tables.ACLS.key(i))).isNull();
      map.add(Tables.ACLS.key(i), i);
      assertThat(map.get(Tables.ACLS.key(i))).isEqualTo(i);
    }
    assertThat(map.size()).isEqualTo(count);
    for (int i = 0; i < count; i++) {
      assertThat(map.get(Tables.ACLS.key(i))).isEqualTo(i);
      assertThat(map.key(i)).isEqualTo(Tables.ACLS.key(i));
      assertThat(map.value(i)).isEqualTo(i);
    }
    assertThat(map.get(Tables.ACLS.key(count))).isNull();
  }

  @Test
  void keysOfDifferentTablesDiffer() {
    var map = new KeyMap<String>();
    map.add(Tables.ACLS.key(1), "acl");
    assertThat(map.get(Tables.DIR_QUOTAS.key(1))).isNull();
    assertThat(map.isEmpty()).isFalse();
    assertThat(new KeyMap<String>().isEmpty()).isTrue();
  }
}
