package io.hopsfs.namenode.tx;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.StoreException;
import java.util.List;

/**
 * Tells other NameNodes of changes before they are committed, so that what they remember can't outlive it. The transaction
 * that makes the change holds the exclusive lock of the row from before it is announced until it has ended: whoever reads the row
 * under a lock, knowing of the announcement, sees the change or that it was not made. Thread-safe.
 */
public interface Announcements {
  /** For a store that no other NameNode has open. */
  Announcements NONE = new Announcements() {
    @Override
    public boolean concern(Row before, Row after) {
      return false;
    }

    @Override
    public void announce(List<Key<?>> rows) {
      // Nobody remembers anything.
    }
  };

  /**
   * @param before as it was read; null if the row is not known to exist
   * @param after  null if it is deleted
   * @return whether the change of the row must be announced
   */
  boolean concern(Row before, Row after);

  /** Returns when every NameNode that asks the store is told. Called while the locks of the rows are held. */
  void announce(List<Key<?>> rows) throws StoreException;
}
