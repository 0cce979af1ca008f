package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * A group name; inodes hold its id.
 */
public record GroupRow(int id, String name) implements Row {

  static final RowCodec<GroupRow> CODEC = new RowCodec<>() {
    @Override
    public void write(GroupRow row, RowWriter out) {
      out.putNumber(0, row.id);
      out.putString(1, row.name);
    }

    @Override
    public GroupRow read(RowReader in) {
      return new GroupRow(
          (int) in.getNumber(0),
          in.getString(1));
    }
  };

  @Override
  public Key<GroupRow> key() {
    return Tables.GROUPS.key(id);
  }
}
