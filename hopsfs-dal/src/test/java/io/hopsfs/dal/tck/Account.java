package io.hopsfs.dal.tck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/** A row with a number to change, and no index. */
public record Account(long id, long balance) implements Row {

  static final RowCodec<Account> CODEC = new RowCodec<>() {
    @Override
    public void write(Account row, RowWriter out) {
      out.putNumber(0, row.id);
      out.putNumber(1, row.balance);
    }

    @Override
    public Account read(RowReader in) {
      return new Account(in.getNumber(0), in.getNumber(1));
    }
  };

  @Override
  public Key<Account> key() {
    return TckTables.ACCOUNTS.key(id);
  }
}
