package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * An extended attribute.
 *
 * @param namespace ordinal of Hadoop's XAttr.NameSpace
 */
public record XattrRow(long inodeId, byte namespace, byte[] name, byte[] value) implements Row {

  static final RowCodec<XattrRow> CODEC = new RowCodec<>() {
    @Override
    public void write(XattrRow row, RowWriter out) {
      out.putNumber(0, row.inodeId);
      out.putNumber(1, row.namespace);
      out.putBytes(2, row.name);
      out.putBytes(3, row.value);
    }

    @Override
    public XattrRow read(RowReader in) {
      return new XattrRow(
          in.getNumber(0),
          (byte) in.getNumber(1),
          in.getBytes(2),
          in.getBytes(3));
    }
  };

  @Override
  public Key<XattrRow> key() {
    return Tables.XATTRS.key(inodeId, namespace, name);
  }
}
