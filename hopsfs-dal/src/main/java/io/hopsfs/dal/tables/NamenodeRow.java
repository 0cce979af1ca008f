package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * A NameNode's membership: alive while its heartbeat count grows.
 *
 * @param heartbeats grows by one at each heartbeat
 * @param epoch      the fencing epoch it leads under, 0 while it doesn't
 * @param barrier    the newest barrier that all its transactions have passed
 * @param started    when it joined, in milliseconds since the epoch
 */
public record NamenodeRow(long id, String rpcAddress, String httpAddress, long heartbeats, long epoch, long barrier, long started)
    implements Row {

  static final RowCodec<NamenodeRow> CODEC = new RowCodec<>() {
    @Override
    public void write(NamenodeRow row, RowWriter out) {
      out.putNumber(0, row.id);
      out.putString(1, row.rpcAddress);
      out.putString(2, row.httpAddress);
      out.putNumber(3, row.heartbeats);
      out.putNumber(4, row.epoch);
      out.putNumber(5, row.barrier);
      out.putNumber(6, row.started);
    }

    @Override
    public NamenodeRow read(RowReader in) {
      return new NamenodeRow(
          in.getNumber(0),
          in.getString(1),
          in.getString(2),
          in.getNumber(3),
          in.getNumber(4),
          in.getNumber(5),
          in.getNumber(6));
    }
  };

  /** The same a heartbeat later. */
  public NamenodeRow beat(long newEpoch, long passedBarrier) {
    return new NamenodeRow(id, rpcAddress, httpAddress, heartbeats + 1, newEpoch, passedBarrier, started);
  }

  @Override
  public Key<NamenodeRow> key() {
    return Tables.NAMENODES.key(id);
  }
}
