package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * Work of the leader: a block with too few or too many good replicas. Checked again when its turn comes.
 *
 * @param priority 0 is most urgent
 */
public record UnderReplicatedRow(byte priority, long blockId) implements Row {

  static final RowCodec<UnderReplicatedRow> CODEC = new RowCodec<>() {
    @Override
    public void write(UnderReplicatedRow row, RowWriter out) {
      out.putNumber(0, row.priority);
      out.putNumber(1, row.blockId);
    }

    @Override
    public UnderReplicatedRow read(RowReader in) {
      return new UnderReplicatedRow(
          (byte) in.getNumber(0),
          in.getNumber(1));
    }
  };

  @Override
  public Key<UnderReplicatedRow> key() {
    return Tables.UNDER_REPLICATED.key(priority, blockId);
  }
}
