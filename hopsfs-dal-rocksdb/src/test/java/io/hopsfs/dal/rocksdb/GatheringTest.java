package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatheringTest {
  private final Gathering gathering = new Gathering();

  @Test
  void whoCommitsAloneOrAmongFewNeverWaits() {
    assertThat(gathering.wanted()).isLessThan(2);
    for (int size = 1; size < 4; size++) {
      gathering.formed(size, size);
      assertThat(gathering.wanted()).as("after a group of %s", size).isLessThan(2);
    }
  }

  @Test
  void groupsGrowAsLongAsOthersComeUntilTheyAreLargeEnough() {
    gathering.formed(4, 4);
    for (int size = 5; size < 30; size++) {
      assertThat(gathering.wanted()).isEqualTo(Math.min(size, 12));
      gathering.formed(size - 1, size);
    }
  }

  @Test
  void aGroupThatTheWaitEndsTooEarlyForStillWantsOneMore() {
    gathering.formed(9, 9);
    gathering.formed(3, 7);
    assertThat(gathering.wanted()).isEqualTo(8);
  }

  @Test
  void whereAllWaitAlreadyNobodyIsWaitedForUntilMuchLater() {
    gathering.formed(5, 5);
    assertThat(gathering.wanted()).isEqualTo(6);
    for (int group = 0; group < 64; group++) {
      gathering.formed(5, 5);
      assertThat(gathering.wanted()).isEqualTo(5);
    }
    gathering.formed(5, 5);
    gathering.formed(5, 5);
    assertThat(gathering.wanted()).as("tried again").isEqualTo(6);
  }

  @Test
  void noneIsWaitedForOnceFewAreLeft() {
    gathering.formed(20, 20);
    gathering.formed(2, 2);
    assertThat(gathering.wanted()).isLessThan(2);
  }
}
