package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * A storage (volume) of a DataNode; its small id stands for its uuid in replicas.
 *
 * @param uuid  as the DataNode reports it
 * @param type  ordinal of Hadoop's StorageType
 * @param state ordinal of Hadoop's DatanodeStorage.State
 */
public record StorageRow(int id, String uuid, String datanodeUuid, byte type, byte state) implements Row {

  static final RowCodec<StorageRow> CODEC = new RowCodec<>() {
    @Override
    public void write(StorageRow row, RowWriter out) {
      out.putNumber(0, row.id);
      out.putString(1, row.uuid);
      out.putString(2, row.datanodeUuid);
      out.putNumber(3, row.type);
      out.putNumber(4, row.state);
    }

    @Override
    public StorageRow read(RowReader in) {
      return new StorageRow(
          (int) in.getNumber(0),
          in.getString(1),
          in.getString(2),
          (byte) in.getNumber(3),
          (byte) in.getNumber(4));
    }
  };

  @Override
  public Key<StorageRow> key() {
    return Tables.STORAGES.key(id);
  }
}
