package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * A subtree lock: the owner works below this directory, others stay out.
 */
public record SubtreeOpRow(long inodeId, long namenodeId, byte operation, long started) implements Row {

  static final RowCodec<SubtreeOpRow> CODEC = new RowCodec<>() {
    @Override
    public void write(SubtreeOpRow row, RowWriter out) {
      out.putNumber(0, row.inodeId);
      out.putNumber(1, row.namenodeId);
      out.putNumber(2, row.operation);
      out.putNumber(3, row.started);
    }

    @Override
    public SubtreeOpRow read(RowReader in) {
      return new SubtreeOpRow(
          in.getNumber(0),
          in.getNumber(1),
          (byte) in.getNumber(2),
          in.getNumber(3));
    }
  };

  @Override
  public Key<SubtreeOpRow> key() {
    return Tables.SUBTREE_OPS.key(inodeId);
  }
}
