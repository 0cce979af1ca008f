package io.hopsfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.benchmarks.server.ServerKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class SidesTest {
  @Test
  void stockMeansBothOfItsLockModes() {
    Sides sides = Sides.of("hopsfs", List.of("stock"), true);
    assertThat(sides.candidate()).isEqualTo("hopsfs");
    assertThat(sides.others()).containsExactly("stock", "stock-fgl");
    assertThat(sides.descriptions().keySet()).containsExactly("hopsfs", "stock", "stock-fgl", "floor");
  }

  @Test
  void aSideThatRacesItselfGetsASecondName() {
    Sides sides = Sides.of("stock", List.of("stock-global"), false);
    assertThat(sides.candidate()).isEqualTo("stock-again");
    assertThat(sides.others()).containsExactly("stock");
  }

  @Test
  void growingSidesAreComparedWithTheFirst() {
    Sides sides = Sides.growing(ServerKind.HOPSFS_NDB, List.of(1, 2, 4));
    assertThat(sides.candidate()).isEqualTo("hopsfs-ndb-4");
    assertThat(sides.others()).containsExactly("hopsfs-ndb-1");
    assertThat(sides.all()).extracting(Sides.Side::namenodes).containsExactly(1, 2, 4);
  }

  @Test
  void onlySidesOnADatabaseHaveSeveralNamenodes() {
    Sides sides = Sides.of("hopsfs-ndb", List.of("stock-global", "hopsfs"), false).withNamenodes(3);
    assertThat(sides.all()).extracting(Sides.Side::namenodes).containsExactly(3, 1, 1);
  }

  @Test
  void anUnknownSideIsRefusedWithTheChoices() {
    assertThatThrownBy(() -> Sides.of("hopsfs", List.of("ozone"), false)).hasMessageContaining("ozone").hasMessageContaining("stock-fgl");
  }
}
