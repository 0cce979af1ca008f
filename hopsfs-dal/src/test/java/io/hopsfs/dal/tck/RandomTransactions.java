package io.hopsfs.dal.tck;

import static io.hopsfs.dal.tck.TckTables.ACCOUNTS;
import static io.hopsfs.dal.tck.TckTables.ENTRIES;
import static io.hopsfs.dal.tck.TckTables.ENTRIES_BY_ID;
import static io.hopsfs.dal.tck.TckTables.ENTRIES_BY_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.DuplicateKeyException;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreTransaction;
import io.hopsfs.dal.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Random transactions, one after the other, on the store and on a sorted map; all answers must agree. Not thread-safe. */
final class RandomTransactions {
  private static final int ROLLBACK_ONE_IN = 8;
  private static final int REOPEN_ONE_IN = 2500;

  private final StoreFixture fixture;
  private final Random random;
  private final String seed;
  private TreeMap<Key<?>, Row> committed = new TreeMap<>();

  RandomTransactions(StoreFixture fixture, long seed) {
    this.fixture = fixture;
    this.random = new Random(seed);
    this.seed = "seed " + seed;
  }

  void run(int transactions) throws Exception {
    for (int i = 0; i < transactions; i++) {
      transaction();
      if (random.nextInt(REOPEN_ONE_IN) == 0) {
        fixture.reopen();
      }
    }
    assertThat(fixture.committed(Scan.of(ACCOUNTS.key()))).as(seed).isEqualTo(expected(Scan.of(ACCOUNTS.key())));
    assertThat(fixture.committed(Scan.of(ENTRIES.key()))).as(seed).isEqualTo(expected(Scan.of(ENTRIES.key())));
  }

  private void transaction() throws Exception {
    var after = new TreeMap<>(committed);
    boolean duplicate = false;
    try (var tx = fixture.store().begin(null)) {
      for (int reads = random.nextInt(3); reads > 0; reads--) {
        read(tx);
      }
      for (int writes = random.nextInt(5); writes > 0; writes--) {
        duplicate |= write(tx, after);
      }
      if (random.nextInt(ROLLBACK_ONE_IN) == 0) {
        return;
      }
      duplicate |= sharesAnId(after);
      commit(tx, after, duplicate);
    }
  }

  private void commit(StoreTransaction tx, TreeMap<Key<?>, Row> after, boolean duplicate) throws Exception {
    try {
      tx.commit();
      assertThat(duplicate).as("%s: commit with a duplicate succeeded", seed).isFalse();
      committed = after;
    } catch (DuplicateKeyException e) {
      assertThat(duplicate).as("%s: %s", seed, e.getMessage()).isTrue();
    }
  }

  /** @return whether it inserts a row that exists; each row is written at most once in a transaction */
  private boolean write(StoreTransaction tx, TreeMap<Key<?>, Row> after) throws Exception {
    Row row = random.nextBoolean() ? account() : entry();
    if (after.get(row.key()) != committed.get(row.key())) {
      return false;
    }
    switch (random.nextInt(4)) {
      case 0 -> {
        tx.delete(row.key());
        after.remove(row.key());
      }
      case 1 -> {
        tx.insert(row);
        return after.put(row.key(), row) != null;
      }
      default -> {
        tx.put(row);
        after.put(row.key(), row);
      }
    }
    return false;
  }

  private void read(StoreTransaction tx) throws Exception {
    var batch = new ReadBatch();
    List<Runnable> checks = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      checks.add(random.nextBoolean() ? get(batch, account().key()) : get(batch, entry().key()));
    }
    if (random.nextBoolean()) {
      checks.add(random.nextBoolean() ? scan(batch, ACCOUNTS) : scan(batch, ENTRIES));
    }
    if (random.nextInt(3) == 0) {
      var range = batch.scan(Scan.of(ENTRIES_BY_ID.key(entry().id())));
      checks.add(() -> assertThat(range.rows()).as(seed).isEqualTo(indexed(range.scan().prefix())));
    }
    if (random.nextInt(3) == 0) {
      var range = batch.scan(Scan.of(ENTRIES_BY_TAG.key(entry().tag())));
      checks.add(() -> assertThat(range.rows()).as(seed).containsExactlyInAnyOrderElementsOf(indexed(range.scan().prefix())));
    }
    if (random.nextBoolean()) {
      tx.read(batch);
    } else {
      // A lock that this transaction holds must not keep others from reading what is committed.
      var plain = new ReadBatch();
      for (var get : batch.gets()) {
        plain.get(get.key());
      }
      fixture.store().read(plain).get();
      tx.read(batch);
    }
    checks.forEach(Runnable::run);
  }

  private <R extends Row> Runnable get(ReadBatch batch, Key<R> key) {
    var slot = batch.get(key, LockMode.values()[random.nextInt(3)]);
    return () -> assertThat(slot.row()).as("%s: %s", seed, key).isEqualTo(committed.get(key));
  }

  private <R extends Row> Runnable scan(ReadBatch batch, Table<R> table) {
    var any = table == (Table<?>) ENTRIES ? ENTRIES.key(random.nextInt(5)) : ACCOUNTS.key();
    @SuppressWarnings("unchecked")
    var scan = Scan.of(random.nextInt(4) == 0 ? table.key() : (Key<R>) any);
    if (random.nextBoolean()) {
      scan = scan.limit(1 + random.nextInt(6));
    }
    if (random.nextBoolean()) {
      scan = scan.after(anyKey(table));
    }
    var slot = batch.scan(scan);
    return () -> assertThat(slot.rows()).as("%s: %s", seed, slot.scan()).isEqualTo(expected(slot.scan()));
  }

  @SuppressWarnings("unchecked")
  private <R extends Row> Key<R> anyKey(Table<R> table) {
    return (Key<R>) (table == (Table<?>) ENTRIES ? entry().key() : account().key());
  }

  @SuppressWarnings("unchecked")
  private <R extends Row> List<R> expected(Scan<R> scan) {
    return committed.entrySet().stream()
        .filter(e -> e.getKey().space() == scan.prefix().space() && e.getKey().startsWith(scan.prefix()))
        .filter(e -> scan.startAfter() == null || e.getKey().compareTo(scan.startAfter()) > 0)
        .limit(scan.limit())
        .map(e -> (R) e.getValue())
        .toList();
  }

  private List<Entry> indexed(Key<Entry> key) {
    return committed.values().stream().filter(Entry.class::isInstance).map(Entry.class::cast)
        .filter(row -> ENTRIES_BY_ID.keyOf(row).equals(key) || ENTRIES_BY_TAG.keyOf(row).equals(key))
        .sorted(Comparator.comparing(Entry::key))
        .toList();
  }

  private static boolean sharesAnId(TreeMap<Key<?>, Row> rows) {
    var ids = rows.values().stream().filter(Entry.class::isInstance).map(row -> ((Entry) row).id()).toList();
    return ids.size() != ids.stream().distinct().count();
  }

  private Account account() {
    return new Account(random.nextInt(12) - 4, random.nextInt(1000));
  }

  private Entry entry() {
    var names = List.of("", "a", "ab", "a\0", "b", "\u00e4", "\ud83d\ude00");
    return new Entry(random.nextInt(4), names.get(random.nextInt(names.size())), random.nextInt(40), "tag" + random.nextInt(3),
        random.nextBoolean() ? null : "note" + random.nextInt(10));
  }
}
