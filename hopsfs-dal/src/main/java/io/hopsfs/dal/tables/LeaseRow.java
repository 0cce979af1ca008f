package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * The lease of a client: one for all files that it has open.
 *
 * @param lastRenewed milliseconds since the epoch
 */
public record LeaseRow(String holder, long lastRenewed) implements Row {

  static final RowCodec<LeaseRow> CODEC = new RowCodec<>() {
    @Override
    public void write(LeaseRow row, RowWriter out) {
      out.putString(0, row.holder);
      out.putNumber(1, row.lastRenewed);
    }

    @Override
    public LeaseRow read(RowReader in) {
      return new LeaseRow(
          in.getString(0),
          in.getNumber(1));
    }
  };

  @Override
  public Key<LeaseRow> key() {
    return Tables.LEASES.key(holder);
  }
}
