package io.hopsfs.dal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.CorruptStoreException;
import io.hopsfs.dal.Key;
import io.hopsfs.dal.KeyMap;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.LeaseFileRow;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RangeCacheTest {
  private static final Scan<StorageBlockRow> WHOLE = Scan.of(Tables.STORAGE_BLOCKS.key(1L));
  private static final KeyMap<?> CHANGED = keys(List.of(key(3)));

  private final RangeCache cache = new RangeCache(10_000);

  @Test
  void keepsAWholeRangeAndCutsEveryPageOutOfIt() throws Exception {
    assertThat(blocks(WHOLE, 1, 3, 5, 7)).containsExactly(1L, 3L, 5L, 7L);
    assertThat(known(WHOLE)).containsExactly(1L, 3L, 5L, 7L);
    assertThat(known(WHOLE.limit(2))).containsExactly(1L, 3L);
    assertThat(known(WHOLE.after(key(3)))).containsExactly(5L, 7L);
    assertThat(known(WHOLE.after(key(4)).limit(1))).containsExactly(5L);
    assertThat(known(WHOLE.after(key(7)))).isEmpty();
    assertThat(known(WHOLE.after(Tables.STORAGE_BLOCKS.key(0L, 9L)))).containsExactly(1L, 3L, 5L, 7L);
    assertThat(known(WHOLE.after(Tables.STORAGE_BLOCKS.key(2L, 0L)))).isEmpty();
  }

  @Test
  void keepsThatARangeIsEmpty() throws Exception {
    assertThat(blocks(WHOLE)).isEmpty();
    assertThat(known(WHOLE)).isEmpty();
  }

  @Test
  void aPartOfARangeIsNotTakenForAllOfIt() throws Exception {
    assertThat(blocks(WHOLE.limit(2), 1, 3)).containsExactly(1L, 3L);
    assertThat(blocks(WHOLE.after(key(3)), 5)).containsExactly(5L);
    assertThat(blocks(WHOLE, 1, 3, 5)).containsExactly(1L, 3L, 5L);
  }

  @Test
  void aChangeOfAnyRowMakesTheRangeUnknown() throws Exception {
    blocks(WHOLE, 1);
    cache.beginChange(CHANGED);
    cache.endChange(CHANGED);
    assertThat(blocks(WHOLE, 1, 3)).containsExactly(1L, 3L);
    assertThat(known(WHOLE)).containsExactly(1L, 3L);
  }

  @Test
  void whatIsReadWhileAnyChangeIsUnderWayIsAnsweredButNotKept() throws Exception {
    blocks(WHOLE, 1);
    cache.beginChange(CHANGED);
    cache.beginChange(keys(List.of(key(4))));
    assertThat(blocks(WHOLE, 1)).containsExactly(1L);
    cache.endChange(CHANGED);
    assertThat(blocks(WHOLE, 1, 3)).containsExactly(1L, 3L);
    cache.endChange(keys(List.of(key(4))));
    assertThat(blocks(WHOLE, 1, 3, 4)).containsExactly(1L, 3L, 4L);
    assertThat(known(WHOLE)).containsExactly(1L, 3L, 4L);
  }

  @Test
  void whatIsReadAcrossAChangeIsAnsweredButNotKept() throws Exception {
    var old = cache.scan(WHOLE, scan -> {
      cache.beginChange(CHANGED);
      cache.endChange(CHANGED);
      return rows(1);
    });
    assertThat(old).hasSize(1);
    assertThat(blocks(WHOLE, 1, 3)).containsExactly(1L, 3L);
  }

  @Test
  void aChangeElsewhereLeavesTheRangeKnown() throws Exception {
    blocks(WHOLE, 1);
    var elsewhere = keys(List.of(Tables.STORAGE_BLOCKS.key(2L, 3L), Tables.BLOCKS.key(1L, 3L), Tables.ACLS.key(1L)));
    cache.beginChange(elsewhere);
    assertThat(known(WHOLE)).containsExactly(1L);
    cache.endChange(elsewhere);
    assertThat(known(WHOLE)).containsExactly(1L);
  }

  @Test
  void aCommitOfVeryManyRowsCountsOutWhatItCountedIn() throws Exception {
    var many = new KeyMap<Object>();
    for (long i = 0; i < 200_000; i++) {
      many.add(Tables.STORAGE_BLOCKS.key(1L + i % 2, i), i);
    }
    cache.beginChange(many);
    assertThat(blocks(WHOLE, 1)).containsExactly(1L);
    cache.endChange(many);
    blocks(WHOLE, 1, 3);
    assertThat(known(WHOLE)).containsExactly(1L, 3L);
  }

  @Test
  void rangesOfNamesAndOfWholeTablesAreReadEachTime() throws Exception {
    var all = Scan.of(Tables.STORAGE_BLOCKS.key());
    assertThat(blocks(all, 1)).containsExactly(1L);
    assertThat(blocks(all, 1, 3)).containsExactly(1L, 3L);
    var holder = Scan.of(Tables.LEASE_FILES.key("client"));
    assertThat(cache.scan(holder, scan -> List.of())).isEmpty();
    assertThat(cache.scan(holder, scan -> List.of(new LeaseFileRow("client", 1)))).hasSize(1);
  }

  @Test
  void aLongRangeIsReadEachTime() throws Exception {
    var tooMany = LongStream.rangeClosed(0, RangeCache.LONGEST).toArray();
    assertThat(blocks(WHOLE, tooMany)).hasSize(tooMany.length);
    assertThat(blocks(WHOLE, 1)).containsExactly(1L);
  }

  @Test
  void failedScanIsThrownAndNotKept() throws Exception {
    assertThatThrownBy(() -> cache.scan(WHOLE, scan -> {
      throw new CorruptStoreException("damaged");
    })).isInstanceOf(CorruptStoreException.class).hasMessage("damaged");
    assertThat(blocks(WHOLE, 1)).containsExactly(1L);
  }

  @Test
  void holdsNoMoreRowsThanItsLimit() throws Exception {
    var block = LongStream.range(0, 99).toArray();
    for (long storage = 0; storage < 1000; storage++) {
      cache.scan(Scan.of(Tables.STORAGE_BLOCKS.key(storage)), scan -> rows(block));
    }
    var held = new ArrayList<Long>();
    for (long storage = 0; storage < 1000; storage++) {
      long s = storage;
      var missed = new boolean[1];
      cache.scan(Scan.of(Tables.STORAGE_BLOCKS.key(storage)).limit(1), scan -> {
        missed[0] = true;
        return rows(0);
      });
      if (!missed[0]) {
        held.add(s);
      }
    }
    assertThat(held).hasSizeBetween(50, 100);
  }

  /** The blocks that the cache answers when the store holds these. */
  private List<Long> blocks(Scan<StorageBlockRow> scan, long... stored) throws Exception {
    return cache.scan(scan, s -> rows(stored)).stream().map(StorageBlockRow::blockId).toList();
  }

  private List<Long> known(Scan<StorageBlockRow> scan) throws Exception {
    return cache.scan(scan, s -> {
      throw new AssertionError("asked the store for " + s);
    }).stream().map(StorageBlockRow::blockId).toList();
  }

  private static KeyMap<?> keys(List<Key<?>> keys) {
    var map = new KeyMap<Key<?>>();
    keys.forEach(key -> map.add(key, key));
    return map;
  }

  private static Key<StorageBlockRow> key(long block) {
    return Tables.STORAGE_BLOCKS.key(1L, block);
  }

  private static List<StorageBlockRow> rows(long... blocks) {
    return LongStream.of(blocks).mapToObj(id -> new StorageBlockRow(1, id, 1, 1, ReplicaState.FINALIZED)).toList();
  }
}
