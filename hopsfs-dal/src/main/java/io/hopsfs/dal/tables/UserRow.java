package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * A user name; inodes hold its id.
 */
public record UserRow(int id, String name) implements Row {

  static final RowCodec<UserRow> CODEC = new RowCodec<>() {
    @Override
    public void write(UserRow row, RowWriter out) {
      out.putNumber(0, row.id);
      out.putString(1, row.name);
    }

    @Override
    public UserRow read(RowReader in) {
      return new UserRow(
          (int) in.getNumber(0),
          in.getString(1));
    }
  };

  @Override
  public Key<UserRow> key() {
    return Tables.USERS.key(id);
  }
}
