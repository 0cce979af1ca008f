package io.hopsfs.namenode.blocks;

import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Reads the blocks of a file, in one round trip each time. Stateless. */
public final class FileBlocks {
  /** Files of more blocks are read by a scan. */
  private static final int FEW = 8;

  private FileBlocks() {
  }

  /** All blocks, without locks. */
  public static List<BlockRow> read(Rows rows, InodeRow file) throws StoreException {
    if (file.blockCount() == 0) {
      return List.of();
    }
    return file.blockCount() <= FEW ? get(rows, file, 0, LockMode.READ_COMMITTED)
        : rows.scan(Scan.of(Tables.BLOCKS.key(file.id())));
  }

  /** All blocks of several files, without locks, in one round trip: for each file a list in order. */
  public static List<List<BlockRow>> read(Rows rows, List<InodeRow> files) throws StoreException {
    var batch = new ReadBatch();
    var answers = new ArrayList<Supplier<List<BlockRow>>>(files.size());
    for (var file : files) {
      answers.add(ask(batch, file));
    }
    if (!batch.isEmpty()) {
      rows.read(batch);
    }
    var blocks = new ArrayList<List<BlockRow>>(files.size());
    answers.forEach(answer -> blocks.add(answer.get()));
    return blocks;
  }

  private static Supplier<List<BlockRow>> ask(ReadBatch batch, InodeRow file) {
    if (file.blockCount() > FEW) {
      return batch.scan(Scan.of(Tables.BLOCKS.key(file.id())))::rows;
    }
    var slots = new ArrayList<ReadBatch.Get<BlockRow>>(file.blockCount());
    for (int index = 0; index < file.blockCount(); index++) {
      slots.add(batch.get(Tables.BLOCKS.key(file.id(), index)));
    }
    return () -> slots.stream().map(ReadBatch.Get::row).filter(Objects::nonNull).toList();
  }

  /** All blocks, locked EXCLUSIVE; the file must be locked. */
  public static List<BlockRow> lock(Tx tx, InodeRow file) throws StoreException {
    return get(tx, file, 0, LockMode.EXCLUSIVE);
  }

  /**
   * Locks all blocks of several files EXCLUSIVE in one round trip, so that the transaction needs none when each is asked for; the files must be
   * locked.
   */
  public static void lockAhead(Tx tx, List<InodeRow> files) throws StoreException {
    var batch = new ReadBatch();
    for (var file : files) {
      for (int index = 0; index < file.blockCount(); index++) {
        batch.get(Tables.BLOCKS.key(file.id(), index), LockMode.EXCLUSIVE);
      }
    }
    if (!batch.isEmpty()) {
      tx.read(batch);
    }
  }

  /** The last so many blocks, fewer if there are fewer, locked EXCLUSIVE; the file must be locked. */
  public static List<BlockRow> lockLast(Tx tx, InodeRow file, int count) throws StoreException {
    return get(tx, file, Math.max(0, file.blockCount() - count), LockMode.EXCLUSIVE);
  }

  /** The blocks from an index on, locked EXCLUSIVE; the file must be locked. */
  public static List<BlockRow> lockFrom(Tx tx, InodeRow file, int index) throws StoreException {
    return get(tx, file, index, LockMode.EXCLUSIVE);
  }

  private static List<BlockRow> get(Rows rows, InodeRow file, int from, LockMode mode) throws StoreException {
    if (file.blockCount() == from) {
      return List.of();
    }
    var batch = new ReadBatch();
    var slots = new ArrayList<ReadBatch.Get<BlockRow>>();
    for (int index = from; index < file.blockCount(); index++) {
      slots.add(batch.get(Tables.BLOCKS.key(file.id(), index), mode));
    }
    rows.read(batch);
    var blocks = new ArrayList<BlockRow>(slots.size());
    for (var slot : slots) {
      if (slot.row() != null) {
        blocks.add(slot.row());
      } else if (mode != LockMode.READ_COMMITTED) {
        throw new StoreException(file + " has no row " + slot.key() + "; run the metadata fsck");
      }
    }
    return blocks;
  }
}
