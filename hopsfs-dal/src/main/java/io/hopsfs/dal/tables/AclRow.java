package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * The extended access control list of an inode, packed.
 */
public record AclRow(long inodeId, byte[] entries) implements Row {

  static final RowCodec<AclRow> CODEC = new RowCodec<>() {
    @Override
    public void write(AclRow row, RowWriter out) {
      out.putNumber(0, row.inodeId);
      out.putBytes(1, row.entries);
    }

    @Override
    public AclRow read(RowReader in) {
      return new AclRow(
          in.getNumber(0),
          in.getBytes(1));
    }
  };

  @Override
  public Key<AclRow> key() {
    return Tables.ACLS.key(inodeId);
  }
}
