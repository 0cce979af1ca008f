package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * A file that a lease covers: one row for every file under construction.
 */
public record LeaseFileRow(String holder, long inodeId) implements Row {

  static final RowCodec<LeaseFileRow> CODEC = new RowCodec<>() {
    @Override
    public void write(LeaseFileRow row, RowWriter out) {
      out.putString(0, row.holder);
      out.putNumber(1, row.inodeId);
    }

    @Override
    public LeaseFileRow read(RowReader in) {
      return new LeaseFileRow(
          in.getString(0),
          in.getNumber(1));
    }
  };

  @Override
  public Key<LeaseFileRow> key() {
    return Tables.LEASE_FILES.key(holder, inodeId);
  }
}
