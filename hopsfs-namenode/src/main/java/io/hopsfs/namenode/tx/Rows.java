package io.hopsfs.namenode.tx;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import java.util.List;

/** Where an op reads rows from: a transaction ({@link Tx}) or the committed state ({@link CommittedRows}). */
public interface Rows {

  /** Answers the batch in one round trip. */
  void read(ReadBatch batch) throws StoreException;

  /** @return the row, or null if there is none */
  default <R extends Row> R get(Key<R> key) throws StoreException {
    var batch = new ReadBatch();
    var slot = batch.get(key);
    read(batch);
    return slot.row();
  }

  default <R extends Row> List<R> scan(Scan<R> scan) throws StoreException {
    var batch = new ReadBatch();
    var slot = batch.scan(scan);
    read(batch);
    return slot.rows();
  }
}
