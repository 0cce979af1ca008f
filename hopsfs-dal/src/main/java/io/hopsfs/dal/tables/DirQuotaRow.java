package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * Quota and exact use of a directory that has a quota.
 *
 * @param namespaceQuota inodes, or -1 for none
 * @param spaceQuota     bytes times replication, or -1 for none
 * @param typeQuota      longs, big-endian, by ordinal of StorageType, -1 for none
 * @param typeUsed       longs, big-endian, by ordinal of StorageType
 */
public record DirQuotaRow(
    long inodeId, long namespaceQuota, long namespaceUsed, long spaceQuota, long spaceUsed,
    byte[] typeQuota, byte[] typeUsed) implements Row {

  static final RowCodec<DirQuotaRow> CODEC = new RowCodec<>() {
    @Override
    public void write(DirQuotaRow row, RowWriter out) {
      out.putNumber(0, row.inodeId);
      out.putNumber(1, row.namespaceQuota);
      out.putNumber(2, row.namespaceUsed);
      out.putNumber(3, row.spaceQuota);
      out.putNumber(4, row.spaceUsed);
      out.putBytes(5, row.typeQuota);
      out.putBytes(6, row.typeUsed);
    }

    @Override
    public DirQuotaRow read(RowReader in) {
      return new DirQuotaRow(
          in.getNumber(0),
          in.getNumber(1),
          in.getNumber(2),
          in.getNumber(3),
          in.getNumber(4),
          in.getBytes(5),
          in.getBytes(6));
    }
  };

  @Override
  public Key<DirQuotaRow> key() {
    return Tables.DIR_QUOTAS.key(inodeId);
  }
}
