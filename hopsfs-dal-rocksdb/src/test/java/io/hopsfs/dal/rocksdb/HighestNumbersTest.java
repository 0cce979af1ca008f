package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.Tables;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HighestNumbersTest {
  private Key<?> last;
  private int loads;
  private Runnable whileLoading = () -> { };
  private StoreException failure;
  private final HighestNumbers numbers = new HighestNumbers(beginning -> {
    loads++;
    var found = last;
    whileLoading.run();
    if (failure != null) {
      throw failure;
    }
    return found;
  });

  private static Key<?> call(String client, int id) {
    return Tables.RETRY_CACHE.key(client.getBytes(StandardCharsets.US_ASCII), id);
  }

  @Test
  void onlyWhatIsAboveTheHighestStoredNumberIsKnownToBeAbsent() throws Exception {
    last = Tables.INODES_BY_ID.key(7L);
    assertThat(numbers.isAbove(Tables.INODES_BY_ID.key(8L))).isTrue();
    assertThat(numbers.isAbove(Tables.INODES_BY_ID.key(7L))).isFalse();
    assertThat(numbers.isAbove(Tables.INODES_BY_ID.key(6L))).isFalse();
    assertThat(loads).isEqualTo(1);
  }

  @Test
  void whatIsWrittenRaisesTheHighestNumberAndNeverLowersIt() throws Exception {
    assertThat(numbers.isAbove(call("one", 5))).isTrue();
    numbers.written(call("one", 5));
    numbers.written(call("one", 3));
    assertThat(numbers.isAbove(call("one", 5))).isFalse();
    assertThat(numbers.isAbove(call("one", 4))).isFalse();
    assertThat(numbers.isAbove(call("one", 6))).isTrue();
  }

  @Test
  void eachClientsCallsAreCountedForThemselvesAndNegativeOnesToo() throws Exception {
    assertThat(numbers.isAbove(call("one", -5))).isTrue();
    numbers.written(call("one", -5));
    assertThat(numbers.isAbove(call("one", -6))).isFalse();
    assertThat(numbers.isAbove(call("one", -4))).isTrue();
    assertThat(numbers.isAbove(call("two", -6))).isTrue();
  }

  @Test
  void whatIsWrittenWhileTheHighestIsLoadedCounts() throws Exception {
    whileLoading = () -> numbers.written(call("one", 9));
    assertThat(numbers.isAbove(call("one", 9))).isFalse();
    assertThat(numbers.isAbove(call("one", 10))).isTrue();
  }

  @Test
  void aLoadThatFailedIsTriedAgain() throws Exception {
    failure = new StoreException("no disk");
    assertThatThrownBy(() -> numbers.isAbove(call("one", 1))).isSameAs(failure);
    failure = null;
    last = call("one", 4);
    assertThat(numbers.isAbove(call("one", 4))).isFalse();
    assertThat(numbers.isAbove(call("one", 5))).isTrue();
  }

  @Test
  void numbersThatHaveNoOrderAreLeftToTheStore() throws Exception {
    assertThat(numbers.isAbove(Tables.BLOCKS.key(1L, 5L))).isFalse();
    assertThat(numbers.isAbove(Tables.INODES.key(1L, new byte[] {1}))).isFalse();
    assertThat(numbers.isAbove(Tables.USERS_BY_NAME.key("ann"))).isFalse();
    assertThat(loads).isZero();
  }

  @Test
  void manyClientsAreForgottenAndFoundAgain() throws Exception {
    for (int i = 0; i < 70_000; i++) {
      assertThat(numbers.isAbove(call("c" + i, 1))).isTrue();
      numbers.written(call("c" + i, 1));
    }
    last = call("c0", 1);
    assertThat(numbers.isAbove(call("c0", 1))).isFalse();
    assertThat(loads).isEqualTo(70_001);
  }
}
