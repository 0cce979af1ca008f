package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * Work of the leader: a block in state UNDER_RECOVERY, for which a DataNode has to be told to recover it.
 *
 * @param recoveryId as in the block's row
 */
public record BlockRecoveryRow(long blockId, long recoveryId) implements Row {

  static final RowCodec<BlockRecoveryRow> CODEC = new RowCodec<>() {
    @Override
    public void write(BlockRecoveryRow row, RowWriter out) {
      out.putNumber(0, row.blockId);
      out.putNumber(1, row.recoveryId);
    }

    @Override
    public BlockRecoveryRow read(RowReader in) {
      return new BlockRecoveryRow(
          in.getNumber(0),
          in.getNumber(1));
    }
  };

  @Override
  public Key<BlockRecoveryRow> key() {
    return Tables.BLOCK_RECOVERIES.key(blockId);
  }
}
