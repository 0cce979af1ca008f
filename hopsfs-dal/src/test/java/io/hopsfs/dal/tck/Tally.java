package io.hopsfs.dal.tck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/** A row of a table without order. */
public record Tally(String who, int what, long count) implements Row {

  static final RowCodec<Tally> CODEC = new RowCodec<>() {
    @Override
    public void write(Tally row, RowWriter out) {
      out.putString(0, row.who);
      out.putNumber(1, row.what);
      out.putNumber(2, row.count);
    }

    @Override
    public Tally read(RowReader in) {
      return new Tally(in.getString(0), (int) in.getNumber(1), in.getNumber(2));
    }
  };

  @Override
  public Key<Tally> key() {
    return TckTables.TALLIES.key(who, what);
  }
}
