package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * A replica that its DataNode has to delete.
 */
public record InvalidationRow(int storageId, long blockId, long generationStamp, long length) implements Row {

  static final RowCodec<InvalidationRow> CODEC = new RowCodec<>() {
    @Override
    public void write(InvalidationRow row, RowWriter out) {
      out.putNumber(0, row.storageId);
      out.putNumber(1, row.blockId);
      out.putNumber(2, row.generationStamp);
      out.putNumber(3, row.length);
    }

    @Override
    public InvalidationRow read(RowReader in) {
      return new InvalidationRow(
          (int) in.getNumber(0),
          in.getNumber(1),
          in.getNumber(2),
          in.getNumber(3));
    }
  };

  @Override
  public Key<InvalidationRow> key() {
    return Tables.INVALIDATIONS.key(storageId, blockId);
  }
}
