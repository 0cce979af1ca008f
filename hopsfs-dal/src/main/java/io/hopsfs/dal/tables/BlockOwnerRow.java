package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * Leads from a block id to its row in blocks.
 */
public record BlockOwnerRow(long blockId, long inodeId, int index) implements Row {

  static final RowCodec<BlockOwnerRow> CODEC = new RowCodec<>() {
    @Override
    public void write(BlockOwnerRow row, RowWriter out) {
      out.putNumber(0, row.blockId);
      out.putNumber(1, row.inodeId);
      out.putNumber(2, row.index);
    }

    @Override
    public BlockOwnerRow read(RowReader in) {
      return new BlockOwnerRow(
          in.getNumber(0),
          in.getNumber(1),
          (int) in.getNumber(2));
    }
  };

  @Override
  public Key<BlockOwnerRow> key() {
    return Tables.BLOCK_OWNERS.key(blockId);
  }
}
