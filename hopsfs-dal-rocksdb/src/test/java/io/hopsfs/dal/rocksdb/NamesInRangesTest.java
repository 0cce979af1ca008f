package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeyMap;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesInRangesTest {
  private final List<String> stored = new ArrayList<>();
  private final RangeCache changes = new RangeCache(100);
  private int loads;
  private Runnable whileLoading = () -> { };
  private StoreException failure;
  private final NamesInRanges names = new NamesInRanges(changes, (beginning, most, receiver) -> {
    loads++;
    var found = List.copyOf(stored);
    whileLoading.run();
    if (failure != null) {
      throw failure;
    }
    found.stream().limit(most).forEach(name -> receiver.key(name(name).bytes()));
    return found.size() < most;
  });

  private static Key<InodeRow> name(String name) {
    return Tables.INODES.key(5L, name.getBytes(StandardCharsets.UTF_8));
  }

  /** One look-up in vain isn't worth reading the range. */
  private void lookUpTwice() throws StoreException {
    int before = loads;
    assertThat(names.mayHave(name("first"))).isTrue();
    names.wasAbsent(name("first"));
    assertThat(names.mayHave(name("second"))).isTrue();
    assertThat(loads).isEqualTo(before);
    names.wasAbsent(name("second"));
  }

  @Test
  void aNameThatWasNotThereAndHasNotComeIsKnownToBeAbsent() throws Exception {
    stored.addAll(List.of("a", "b"));
    lookUpTwice();
    assertThat(names.mayHave(name("c"))).isFalse();
    assertThat(names.mayHave(name("a"))).isTrue();
    names.announce(name("c"));
    assertThat(names.mayHave(name("c"))).isTrue();
    assertThat(names.mayHave(name("d"))).isFalse();
    assertThat(loads).isEqualTo(1);
  }

  @Test
  void aNameThatComesWhileTheRangeIsReadCounts() throws Exception {
    whileLoading = () -> names.announce(name("c"));
    lookUpTwice();
    assertThat(names.mayHave(name("c"))).isTrue();
    assertThat(names.mayHave(name("d"))).isFalse();
  }

  @Test
  void whileACommitThatBeganBeforeIsUnderWayNothingIsRead() throws Exception {
    var writes = new KeyMap<Boolean>();
    writes.add(name("c"), true);
    changes.beginChange(writes);
    names.announce(name("c"));
    lookUpTwice();
    assertThat(names.mayHave(name("d"))).isTrue();
    assertThat(loads).isZero();
    stored.add("c");
    changes.endChange(writes);
    names.wasAbsent(name("d"));
    assertThat(names.mayHave(name("d"))).isFalse();
    assertThat(names.mayHave(name("c"))).isTrue();
  }

  @Test
  void longRangesAreLeftToTheStore() throws Exception {
    for (int i = 0; i < NamesInRanges.LONGEST_READ; i++) {
      stored.add("n" + i);
    }
    lookUpTwice();
    assertThat(names.mayHave(name("c"))).isTrue();
    assertThat(names.mayHave(name("c"))).isTrue();
    assertThat(loads).isEqualTo(1);
  }

  @Test
  void aRangeMayGrowAndIsLeftToTheStoreWhenItIsLong() throws Exception {
    lookUpTwice();
    for (int i = 0; i < 4096; i++) {
      assertThat(names.mayHave(name("n" + i))).isFalse();
      names.announce(name("n" + i));
    }
    for (int i = 0; i < 4096; i++) {
      assertThat(names.mayHave(name("n" + i))).isTrue();
    }
    assertThat(names.mayHave(name("c"))).isFalse();
    names.announce(name("c"));
    assertThat(names.mayHave(name("d"))).isTrue();
  }

  @Test
  void aReadingThatFailedIsTriedAgain() throws Exception {
    failure = new StoreException("no disk");
    assertThatThrownBy(this::lookUpTwice).isSameAs(failure);
    assertThat(names.mayHave(name("c"))).isTrue();
    failure = null;
    lookUpTwice();
    assertThat(names.mayHave(name("c"))).isFalse();
  }

  @Test
  void whatIsForgottenForWantOfRoomIsReadAgain() throws Exception {
    lookUpTwice();
    assertThat(names.mayHave(name("c"))).isFalse();
    for (long directory = 10; directory < 10 + (2 << 20) / 16; directory++) {
      names.wasAbsent(Tables.INODES.key(directory, new byte[] {1}));
    }
    stored.add("c");
    lookUpTwice();
    assertThat(names.mayHave(name("c"))).isTrue();
    assertThat(loads).isEqualTo(2);
  }

  @Test
  void otherKeysAreLeftToTheStore() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(names.mayHave(Tables.BLOCKS.key(1L, 2L))).isTrue();
      assertThat(names.mayHave(Tables.LEASES.key("ann"))).isTrue();
      assertThat(names.mayHave(Tables.INODES_BY_ID.key(3L))).isTrue();
      names.wasAbsent(Tables.BLOCKS.key(1L, 2L));
      names.wasAbsent(Tables.LEASES.key("ann"));
      names.wasAbsent(Tables.INODES_BY_ID.key(3L));
    }
    assertThat(loads).isZero();
  }
}
