package io.hopsfs.namenode.namespace;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.tables.InodeRow;

/** Asks for rows that will be wanted with the last inode of a path, in the batch that reads it. */
@FunctionalInterface
public interface WithLast {
  WithLast NOTHING = (last, batch) -> { };

  /**
   * Called whenever the last inode is asked for: once more if a hint for the directories above was wrong.
   *
   * @param last  where the last inode will be, if it exists
   * @param batch not to be read by the callee; what is added to it is answered when the path is resolved
   */
  void ask(Key<InodeRow> last, ReadBatch batch);

  /** Whether the last inode, where it is a known directory, may be told as it is known: all but its times and its count of children. */
  default boolean knownDirectoryWillDo() {
    return false;
  }
}
