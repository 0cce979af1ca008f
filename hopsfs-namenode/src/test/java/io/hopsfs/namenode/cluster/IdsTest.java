package io.hopsfs.namenode.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.dal.tck.CountingStore;
import io.hopsfs.dal.tck.MemoryStore;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdsTest {
  private CountingStore store;
  private Ids ids;

  @BeforeEach
  void open() throws IOException {
    store = new CountingStore(new MemoryStore(Tables.SCHEMA));
    store.format();
    store.open();
    ids = new Ids(new Transactions(store));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void idsBeginWhereHdfssDo() throws IOException {
    assertThat(ids.nextInodeId()).isEqualTo(16386);
    assertThat(ids.nextBlockId()).isEqualTo(1073741825);
    assertThat(ids.nextGenerationStamp()).isEqualTo(1001);
    assertThat(ids.nextInodeId()).isEqualTo(16387);
  }

  @Test
  void aThousandIdsCostOneTransaction() throws IOException {
    var before = store.counts();
    for (int i = 0; i < Ids.RANGE; i++) {
      ids.nextBlockId();
    }
    assertThat(store.counts().minus(before).commits()).isEqualTo(1);
    assertThat(ids.nextBlockId()).isEqualTo(1073741825 + Ids.RANGE);
  }

  @Test
  void anotherNameNodeHandsOutOthers() throws IOException {
    var other = new Ids(new Transactions(store));
    assertThat(ids.nextInodeId()).isEqualTo(16386);
    assertThat(other.nextInodeId()).isEqualTo(16386 + Ids.RANGE);
    assertThat(ids.nextInodeId()).isEqualTo(16387);
  }

  @Test
  void aStampIsGreaterThanTheBlocksEvenIfAnotherNameNodeGaveThat() throws IOException {
    ids.nextGenerationStamp();
    long fromAnother = new Ids(new Transactions(store)).nextGenerationStamp();
    assertThat(ids.nextGenerationStamp(fromAnother)).isGreaterThan(fromAnother);
    assertThat(ids.nextGenerationStamp(5)).isGreaterThan(fromAnother);
  }

  @Test
  void idsOfRangesThatTheStoreHasLostAreNotGivenAgain() throws IOException {
    ids.nextInodeId();
    Key<VariableRow> key = Tables.VARIABLES.key("ids.next_inode");
    var durable = new CommittedRows(store).get(key);
    var another = new Ids(new Transactions(store));
    long last = 0;
    for (int i = 0; i < 3 * Ids.RANGE; i++) {
      last = Math.max(another.nextInodeId(), ids.nextInodeId());
    }
    new Transactions(store).run(null, tx -> {
      tx.put(durable);
      return null;
    });
    ids.leap();
    another.leap();
    long afterwards = ids.nextInodeId();
    assertThat(afterwards).isGreaterThan(last);
    assertThat(another.nextInodeId()).isGreaterThan(afterwards + Ids.RANGE - 1);
    assertThat(ids.nextInodeId()).isEqualTo(afterwards + 1);
  }

  @Test
  void manyThreadsGetDifferentIds() {
    List<Long> given = Stream.generate(() -> ids).limit(20_000).parallel().map(source -> {
      try {
        return source.nextInodeId();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }).toList();
    assertThat(given).doesNotHaveDuplicates();
  }
}
