package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.namespace.InodeHints;
import io.hopsfs.namenode.namespace.WithLast;
import io.hopsfs.namenode.tx.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of the file that a path names. Where a hint knows the file, its blocks come in one batch with the path, else in
 * one more. For one request; used by one thread.
 */
public final class HintedBlocks implements WithLast {
  private final InodeHints hints;
  private Key<InodeRow> key;
  private long hint;
  private List<ReadBatch.Get<BlockRow>> slots;

  public HintedBlocks(InodeHints hints) {
    this.hints = hints;
  }

  @Override
  public void ask(Key<InodeRow> last, ReadBatch batch) {
    key = last;
    hint = hints.find(last);
    if (hint == 0) {
      return;
    }
    int count = InodeHints.blockCount(hint);
    slots = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      slots.add(batch.get(Tables.BLOCKS.key(InodeHints.inodeId(hint), index)));
    }
  }

  /** All blocks of a file, which the path was found to name, without locks. */
  public List<BlockRow> of(Rows rows, InodeRow file) throws StoreException {
    hints.remember(key, file);
    if (hint != 0 && InodeHints.inodeId(hint) == file.id() && InodeHints.blockCount(hint) == file.blockCount()) {
      var blocks = new ArrayList<BlockRow>(slots.size());
      for (var slot : slots) {
        blocks.add(slot.row());
      }
      if (fit(file, blocks)) {
        return blocks;
      }
    }
    return FileBlocks.read(rows, file);
  }

  /** Rows of one batch may be from before and after a change: a file must not look closed while its blocks look open. */
  private static boolean fit(InodeRow file, List<BlockRow> blocks) {
    long length = 0;
    for (var block : blocks) {
      if (block == null || block.state() != BlockState.COMPLETE && !file.underConstruction()) {
        return false;
      }
      length += block.length();
    }
    return length == file.length();
  }
}
