package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * The result of an at-most-once call, so that any NameNode can answer its retry.
 *
 * @param clientId 16 bytes, as in the RPC header
 * @param expires  milliseconds since the epoch
 * @param result   what the call answered, encoded by its op; null where the answer carries nothing
 */
public record RetryRow(byte[] clientId, int callId, long expires, byte[] result) implements Row {

  static final RowCodec<RetryRow> CODEC = new RowCodec<>() {
    @Override
    public void write(RetryRow row, RowWriter out) {
      out.putBytes(0, row.clientId);
      out.putNumber(1, row.callId);
      out.putNumber(2, row.expires);
      out.putBytes(3, row.result);
    }

    @Override
    public RetryRow read(RowReader in) {
      return new RetryRow(
          in.getBytes(0),
          (int) in.getNumber(1),
          in.getNumber(2),
          in.getBytes(3));
    }
  };

  @Override
  public Key<RetryRow> key() {
    return Tables.RETRY_CACHE.key(clientId, callId);
  }
}
