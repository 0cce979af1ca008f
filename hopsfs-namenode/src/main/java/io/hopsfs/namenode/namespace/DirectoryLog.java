package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tables.VariableRow;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which directories were about to change, in the order in which that was announced: rows of variables, one with the newest entry's
 * number, and one for each of the last {@value #SLOTS}. Thread-safe.
 */
final class DirectoryLog {
  static final int SLOTS = 256;
  private static final String NAME = "directories.changed";
  /** Its number is that of the newest entry; no row, no entry. */
  static final Key<VariableRow> NEWEST = Tables.VARIABLES.key(NAME);
  private static final List<Key<VariableRow>> ENTRIES =
      IntStream.range(0, SLOTS).mapToObj(slot -> Tables.VARIABLES.key(NAME + "." + slot)).toList();

  private final Transactions transactions;
  private final CommittedRows committed;

  DirectoryLog(MetadataStore store) {
    this.transactions = new Transactions(store);
    this.committed = new CommittedRows(store);
  }

  /**
   * Appends entries; they are visible when this returns.
   *
   * @return the newest one's number
   */
  long append(List<Key<?>> directories) throws IOException {
    return transactions.commit(NEWEST, tx -> {
      var newest = tx.lock(NEWEST, LockMode.EXCLUSIVE);
      long number = number(newest);
      for (var directory : directories) {
        number++;
        tx.put(new VariableRow(entry(number).string(0), number, encoded(directory)));
      }
      var next = new VariableRow(NAME, number, null);
      if (newest == null) {
        tx.insert(next);
      } else {
        tx.put(next);
      }
      return number;
    }).value();
  }

  long newest() throws StoreException {
    return number(committed.get(NEWEST));
  }

  /** @return the keys of the entries after the first number, up to the second; null if not all of them are to be seen */
  List<Key<InodeRow>> entries(long after, long upTo) throws StoreException {
    if (upTo - after > SLOTS) {
      return null;
    }
    var batch = new ReadBatch();
    var slots = new ArrayList<ReadBatch.Get<VariableRow>>();
    for (long number = after + 1; number <= upTo; number++) {
      slots.add(batch.get(entry(number)));
    }
    committed.read(batch);
    var directories = new ArrayList<Key<InodeRow>>();
    for (int i = 0; i < slots.size(); i++) {
      var row = slots.get(i).row();
      if (row == null || row.number() != after + 1 + i) {
        return null;
      }
      directories.add(decoded(row.text()));
    }
    return directories;
  }

  private static byte[] encoded(Key<?> directory) {
    var name = directory.binary(1);
    return ByteBuffer.allocate(Long.BYTES + name.length).putLong(directory.number(0)).put(name).array();
  }

  private static Key<InodeRow> decoded(byte[] text) {
    return Tables.INODES.key(ByteBuffer.wrap(text).getLong(), Arrays.copyOfRange(text, Long.BYTES, text.length));
  }

  static long number(VariableRow newest) {
    return newest == null ? 0 : newest.number();
  }

  private static Key<VariableRow> entry(long number) {
    return ENTRIES.get((int) (number % SLOTS));
  }
}
