package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * Replicas on their way: a replication command was given.
 *
 * @param expires milliseconds since the epoch: given up then
 * @param targets storage ids, four bytes each, big-endian
 */
public record PendingReplicationRow(long blockId, long expires, byte[] targets) implements Row {

  static final RowCodec<PendingReplicationRow> CODEC = new RowCodec<>() {
    @Override
    public void write(PendingReplicationRow row, RowWriter out) {
      out.putNumber(0, row.blockId);
      out.putNumber(1, row.expires);
      out.putBytes(2, row.targets);
    }

    @Override
    public PendingReplicationRow read(RowReader in) {
      return new PendingReplicationRow(
          in.getNumber(0),
          in.getNumber(1),
          in.getBytes(2));
    }
  };

  @Override
  public Key<PendingReplicationRow> key() {
    return Tables.PENDING_REPLICATION.key(blockId);
  }
}
