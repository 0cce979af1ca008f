package io.hopsfs.dal.tck;

import static io.hopsfs.dal.tck.TckTables.ACCOUNTS;
import static io.hopsfs.dal.tck.TckTables.ENTRIES;
import static io.hopsfs.dal.tck.TckTables.ENTRIES_BY_ID;
import static io.hopsfs.dal.tck.TckTables.ENTRIES_BY_TAG;
import static io.hopsfs.dal.tck.TckTables.TALLIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Scans by prefix, from a place on, with a limit, and by index. */
interface ScanContract extends StoreFixture {

  private List<String> names(Scan<Entry> scan) throws Exception {
    return committed(scan).stream().map(Entry::name).toList();
  }

  private void givenNames(long parent, String... names) throws Exception {
    try (var tx = store().begin(null)) {
      for (int i = 0; i < names.length; i++) {
        tx.put(new Entry(parent, names[i], parent * 1000 + i, "t", null));
      }
      tx.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  default void findsExactlyTheRowsUnderAPrefixInKeyOrder() throws Exception {
    givenNames(-1, "x");
    givenNames(1, "b", "a", "ab", "c");
    givenNames(2, "y");
    givenNames(256, "z");
    assertThat(names(Scan.of(ENTRIES.key(1)))).containsExactly("a", "ab", "b", "c");
    assertThat(names(Scan.of(ENTRIES.key(-1)))).containsExactly("x");
    assertThat(names(Scan.of(ENTRIES.key(3)))).isEmpty();
  }

  @Test
  default void scansAWholeTableInKeyOrder() throws Exception {
    given(new Account(3, 0), new Account(-7, 0), new Account(Long.MAX_VALUE, 0), new Account(Long.MIN_VALUE, 0), new Account(0, 0));
    assertThat(committed(Scan.of(ACCOUNTS.key()))).extracting(Account::id)
        .containsExactly(Long.MIN_VALUE, -7L, 0L, 3L, Long.MAX_VALUE);
  }

  @Test
  default void ordersNamesAsUnsignedBytes() throws Exception {
    String[] names = {"", "\0", "\0\0", "a", "a\0", "a\0b", "a\u0001", "aa", "b", "\u007f", "\u00e4", "\u4e2d", "\uffff", "\ud83d\ude00"};
    givenNames(1, names);
    var expected = new ArrayList<>(List.of(names));
    expected.sort((a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    assertThat(names(Scan.of(ENTRIES.key(1)))).containsExactlyElementsOf(expected);
  }

  @Test
  default void prefixAtTheEdgeOfTheNumbersFindsItsRows() throws Exception {
    givenNames(Long.MAX_VALUE, "last");
    givenNames(Long.MIN_VALUE, "first");
    assertThat(names(Scan.of(ENTRIES.key(Long.MAX_VALUE)))).containsExactly("last");
    assertThat(names(Scan.of(ENTRIES.key(Long.MIN_VALUE)))).containsExactly("first");
  }

  @Test
  default void aFullKeyAsPrefixFindsThatRowOnly() throws Exception {
    givenNames(1, "a", "ab");
    assertThat(names(Scan.of(ENTRIES.key(1, "a")))).containsExactly("a");
    assertThat(names(Scan.of(ENTRIES.key(1, "a")).after(ENTRIES.key(1, "a")))).isEmpty();
    assertThat(names(Scan.of(ENTRIES.key(1, "a")).after(ENTRIES.key(1, "A")))).containsExactly("a");
    assertThat(names(Scan.of(ENTRIES.key(1, "x")))).isEmpty();
  }

  @Test
  default void startsAfterAKeyThatNeedNotExist() throws Exception {
    givenNames(1, "a", "b", "c");
    givenNames(2, "d");
    var scan = Scan.of(ENTRIES.key(1));
    assertThat(names(scan.after(ENTRIES.key(1, "a")))).containsExactly("b", "c");
    assertThat(names(scan.after(ENTRIES.key(1, "aa")))).containsExactly("b", "c");
    assertThat(names(scan.after(ENTRIES.key(1, "b\0")))).containsExactly("c");
    assertThat(names(scan.after(ENTRIES.key(1, "c")))).isEmpty();
    assertThat(names(scan.after(ENTRIES.key(0, "z")))).containsExactly("a", "b", "c");
    assertThat(names(scan.after(ENTRIES.key(2, "a")))).isEmpty();
    assertThat(names(Scan.of(ENTRIES.key()).after(ENTRIES.key(1, "b")))).containsExactly("c", "d");
  }

  @Test
  default void stopsAtTheLimitAndGoesOnFromThere() throws Exception {
    givenNames(1, "a", "b", "c", "d", "e");
    var scan = Scan.of(ENTRIES.key(1)).limit(2);
    assertThat(names(scan)).containsExactly("a", "b");
    assertThat(names(scan.after(ENTRIES.key(1, "b")))).containsExactly("c", "d");
    assertThat(names(scan.after(ENTRIES.key(1, "d")))).containsExactly("e");
    assertThat(names(Scan.of(ENTRIES.key()).limit(1))).containsExactly("a");
  }

  @Test
  default void findsARowByItsUniqueIndex() throws Exception {
    var a = new Entry(1, "a", 42, "t", null);
    given(a, new Entry(1, "b", 43, "t", null));
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).containsExactly(a);
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(44)))).isEmpty();
  }

  @Test
  default void indexFollowsARowThatMoves() throws Exception {
    var a = new Entry(1, "a", 42, "t", null);
    given(a);
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).containsExactly(a);
    try (var tx = store().begin(null)) {
      tx.delete(a.key());
      tx.insert(a.movedTo(2, "b"));
      tx.commit();
    }
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).containsExactly(a.movedTo(2, "b"));
    try (var tx = store().begin(null)) {
      tx.insert(a.movedTo(3, "c"));
      tx.delete(ENTRIES.key(2, "b"));
      tx.commit();
    }
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).containsExactly(a.movedTo(3, "c"));
    try (var tx = store().begin(null)) {
      tx.delete(ENTRIES.key(3, "c"));
      tx.commit();
    }
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).isEmpty();
  }

  @Test
  default void indexFollowsAChangeOfItsColumn() throws Exception {
    given(new Entry(1, "a", 42, "old", null));
    given(new Entry(1, "a", 43, "new", null));
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).isEmpty();
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(43)))).hasSize(1);
    assertThat(committed(Scan.of(ENTRIES_BY_TAG.key("old")))).isEmpty();
    assertThat(committed(Scan.of(ENTRIES_BY_TAG.key("new")))).hasSize(1);
  }

  @Test
  default void findsAllRowsThatShareAnIndexKey() throws Exception {
    given(new Entry(1, "a", 1, "red", null), new Entry(2, "b", 2, "red", null), new Entry(1, "c", 3, "redder", null),
        new Entry(1, "d", 4, "re", null), new Entry(1, "e", 5, "", null));
    assertThat(committed(Scan.of(ENTRIES_BY_TAG.key("red")))).extracting(Entry::name).containsExactlyInAnyOrder("a", "b");
    assertThat(committed(Scan.of(ENTRIES_BY_TAG.key("re")))).extracting(Entry::name).containsExactly("d");
    assertThat(committed(Scan.of(ENTRIES_BY_TAG.key("")))).extracting(Entry::name).containsExactly("e");
    assertThat(committed(Scan.of(ENTRIES_BY_TAG.key("red")).limit(1))).hasSize(1);
    assertThat(committed(Scan.of(ENTRIES_BY_TAG.key()))).extracting(Entry::tag).containsExactly("", "re", "red", "red", "redder");
  }

  @Test
  default void aUniqueIndexIsAskedByItsWholeKeyOnly() {
    assertThatThrownBy(() -> committed(Scan.of(ENTRIES_BY_ID.key())))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("tck_entries_by_id()");
    assertThatThrownBy(() -> committed(Scan.of(ENTRIES_BY_ID.key(1)).after(ENTRIES_BY_ID.key(0))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("tck_entries_by_id(1)");
  }

  @Test
  default void anUnorderedTableIsScannedAsAWholeOnly() throws Exception {
    given(new Tally("b", 1, 10), new Tally("a", 2, 20), new Tally("", 3, 30));
    assertThat(committed(TALLIES.key("a", 2))).isEqualTo(new Tally("a", 2, 20));
    assertThat(committed(TALLIES.key("a", 1))).isNull();
    assertThat(committed(Scan.of(TALLIES.key()))).extracting(Tally::count).containsExactlyInAnyOrder(10L, 20L, 30L);
    assertThat(committed(Scan.of(TALLIES.key()).limit(2))).hasSize(2).doesNotHaveDuplicates();
    assertThatThrownBy(() -> Scan.of(TALLIES.key("a")))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("tck_tallies").hasMessageContaining("unordered");
    assertThatThrownBy(() -> Scan.of(TALLIES.key("a", 2))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Scan.of(TALLIES.key()).after(TALLIES.key("a", 2))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void rowsOfAnUnorderedTableAreWrittenAsAllOthers() throws Exception {
    given(new Tally("a", 1, 10), new Tally("b", 2, 20));
    try (var tx = store().begin(TALLIES.key("a", 1))) {
      var held = tx.get(TALLIES.key("a", 1), LockMode.EXCLUSIVE);
      tx.put(new Tally("a", 1, held.count() + 1));
      tx.delete(TALLIES.key("b", 2));
      tx.delete(TALLIES.key("none", 0));
      tx.insert(new Tally("c", 3, 30));
      tx.commit();
    }
    assertThat(committed(Scan.of(TALLIES.key()))).containsExactlyInAnyOrder(new Tally("a", 1, 11), new Tally("c", 3, 30));
    assertThatThrownBy(() -> {
      try (var tx = store().begin(null)) {
        tx.insert(new Tally("c", 3, 0));
        tx.commit();
      }
    }).isInstanceOf(DuplicateKeyException.class);
  }

  @Test
  default void walksThroughAllRowsUntilTheVisitorHasEnough() throws Exception {
    int count = 3000;
    try (var tx = store().begin(null)) {
      for (int i = 0; i < count; i++) {
        tx.insert(new Tally("who " + i % 7, i, i));
      }
      tx.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    given(new Account(2, 20), new Account(1, 10));
    var counts = new HashSet<Long>();
    store().walk(TALLIES, row -> counts.add(row.count()));
    assertThat(counts).hasSize(count);
    var some = new ArrayList<Tally>();
    store().walk(TALLIES, row -> some.add(row) && some.size() < 10);
    assertThat(some).hasSize(10).doesNotHaveDuplicates();
    var accounts = new ArrayList<Account>();
    store().walk(ACCOUNTS, accounts::add);
    assertThat(accounts).containsExactlyInAnyOrder(new Account(1, 10), new Account(2, 20));
    store().walk(ENTRIES, row -> {
      throw new AssertionError("there is no " + row);
    });
  }

  @Test
  default void refusesASecondRowUnderAUniqueIndexKey() throws Exception {
    var a = new Entry(1, "a", 42, "t", null);
    given(a);
    assertThatThrownBy(() -> {
      try (var tx = store().begin(null)) {
        tx.put(new Entry(9, "before", 1, "t", null));
        tx.insert(new Entry(1, "b", 42, "t", null));
        tx.commit();
      }
    }).isInstanceOf(DuplicateKeyException.class);
    assertThat(committed(Scan.of(ENTRIES.key()))).containsExactly(a);
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).containsExactly(a);
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(1)))).isEmpty();
  }

  @Test
  default void refusesTwoRowsOfOneTransactionUnderAUniqueIndexKey() throws Exception {
    assertThatThrownBy(() -> {
      try (var tx = store().begin(null)) {
        tx.insert(new Entry(1, "a", 42, "t", null));
        tx.insert(new Entry(1, "b", 42, "t", null));
        tx.commit();
      }
    }).isInstanceOf(DuplicateKeyException.class);
    assertThat(committed(Scan.of(ENTRIES.key()))).isEmpty();
  }

  @Test
  default void freedUniqueKeyCanBeTakenAgain() throws Exception {
    given(new Entry(1, "a", 42, "t", null));
    try (var tx = store().begin(null)) {
      tx.delete(ENTRIES.key(1, "a"));
      tx.commit();
    }
    given(new Entry(2, "z", 42, "t", null));
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).extracting(Entry::name).containsExactly("z");
  }

  @Test
  default void aUniqueKeyCanBeTakenInTheTransactionThatFreesIt() throws Exception {
    var held = new Entry(1, "held", 42, "t", null);
    given(held);
    given(new Entry(1, "gone", 43, "t", null));
    try (var tx = store().begin(null)) {
      tx.get(held.key(), LockMode.EXCLUSIVE);
      tx.insert(new Entry(2, "taker", 42, "t", null));
      tx.put(new Entry(1, "held", 44, "t", null));
      tx.insert(new Entry(2, "heir", 43, "t", null));
      tx.delete(ENTRIES.key(1, "gone"));
      tx.commit();
    }
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(42)))).extracting(Entry::name).containsExactly("taker");
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(43)))).extracting(Entry::name).containsExactly("heir");
    assertThat(committed(Scan.of(ENTRIES_BY_ID.key(44)))).extracting(Entry::name).containsExactly("held");
  }

  @Test
  default void refusesAnInsertUnderTheUniqueKeyOfARowThatIsPutBack() throws Exception {
    var held = new Entry(1, "held", 42, "t", null);
    given(held);
    assertThatThrownBy(() -> {
      try (var tx = store().begin(null)) {
        tx.get(held.key(), LockMode.EXCLUSIVE);
        tx.put(new Entry(1, "held", 42, "u", null));
        tx.insert(new Entry(2, "taker", 42, "t", null));
        tx.commit();
      }
    }).isInstanceOf(DuplicateKeyException.class);
    assertThat(committed(Scan.of(ENTRIES.key()))).containsExactly(held);
  }

  @Test
  default void severalScansInOneBatchAnswerSeparately() throws Exception {
    givenNames(1, "a", "b");
    givenNames(2, "c");
    var batch = new ReadBatch();
    var second = batch.scan(Scan.of(ENTRIES.key(2)));
    var first = batch.scan(Scan.of(ENTRIES.key(1)));
    var none = batch.scan(Scan.of(ENTRIES.key(3)));
    try (var tx = store().begin(null)) {
      tx.read(batch);
    }
    assertThat(first.rows()).extracting(Entry::name).containsExactly("a", "b");
    assertThat(second.rows()).extracting(Entry::name).containsExactly("c");
    assertThat(none.rows()).isEmpty();
  }

  @Test
  default void scansThousandsOfRowsPageByPage() throws Exception {
    int count = 3000;
    try (var tx = store().begin(null)) {
      for (int i = 0; i < count; i++) {
        tx.insert(new Entry(7, "%05d".formatted(i), i, "t", "some text to fill the row"));
      }
      tx.commit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    var ids = new ArrayList<Long>();
    var scan = Scan.of(ENTRIES.key(7)).limit(700);
    for (var page = committed(scan); !page.isEmpty(); page = committed(scan.after(ENTRIES.key(7, page.get(page.size() - 1).name())))) {
      page.forEach(row -> ids.add(row.id()));
    }
    assertThat(ids).hasSize(count).isSorted().doesNotHaveDuplicates();
  }
}
