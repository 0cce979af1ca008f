package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * The reverse of a packed replica: a storage (a volume of a DataNode) holds a replica. Mirrors {@link BlockRow#replicas()} exactly, states EXPECTED apart.
 *
 * @param storageId       id in storages
 * @param generationStamp of the replica
 * @param length          of the replica, in bytes
 */
public record StorageBlockRow(int storageId, long blockId, long generationStamp, long length, ReplicaState state) implements Row {

  static final RowCodec<StorageBlockRow> CODEC = new RowCodec<>() {
    @Override
    public void write(StorageBlockRow row, RowWriter out) {
      out.putNumber(0, row.storageId);
      out.putNumber(1, row.blockId);
      out.putNumber(2, row.generationStamp);
      out.putNumber(3, row.length);
      out.putNumber(4, row.state.ordinal());
    }

    @Override
    public StorageBlockRow read(RowReader in) {
      return new StorageBlockRow(
          (int) in.getNumber(0),
          in.getNumber(1),
          in.getNumber(2),
          in.getNumber(3),
          ReplicaState.of((int) in.getNumber(4)));
    }
  };

  @Override
  public Key<StorageBlockRow> key() {
    return Tables.STORAGE_BLOCKS.key(storageId, blockId);
  }
}
