package io.hopsfs.namenode.ops;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.InodeHints;
import io.hopsfs.namenode.namespace.WithLast;
import io.hopsfs.namenode.tx.Rows;
import java.util.List;

/**
 * The entries of the directory that a path names, after one of them. Where a hint knows the directory, they come in one batch with the
 * path, else in one more. For one request; used by one thread.
 */
final class HintedEntries implements WithLast {
  private final InodeHints hints;
  private final byte[] startAfter;
  private final int most;
  private Key<InodeRow> key;
  private ReadBatch.Range<InodeRow> hinted;

  /**
   * @param startAfter the name to begin after, empty for none; null if it is known only when the path is resolved
   * @param most       entries
   */
  HintedEntries(InodeHints hints, byte[] startAfter, int most) {
    this.hints = hints;
    this.startAfter = startAfter;
    this.most = most;
  }

  @Override
  public void ask(Key<InodeRow> last, ReadBatch batch) {
    key = last;
    long hint = hints.find(last);
    boolean isDirectory = hint != 0 && InodeHints.blockCount(hint) == 0;
    hinted = isDirectory && startAfter != null ? batch.scan(scan(InodeHints.inodeId(hint), startAfter)) : null;
  }

  @Override
  public boolean knownDirectoryWillDo() {
    return true;
  }

  /**
   * The entries of the directory, which the path was found to name.
   *
   * @param after the name to begin after, empty for none
   */
  List<InodeRow> of(Rows rows, InodeRow directory, byte[] after) throws StoreException {
    hints.remember(key, directory);
    boolean right = hinted != null && hinted.scan().prefix().number(0) == directory.id();
    return right ? hinted.rows() : rows.scan(scan(directory.id(), after));
  }

  private Scan<InodeRow> scan(long directory, byte[] after) {
    var entries = Scan.of(Tables.INODES.key(directory)).limit(most);
    return after.length == 0 ? entries : entries.after(Tables.INODES.key(directory, after));
  }
}
