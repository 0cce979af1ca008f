package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * A registered DataNode, so that a NameNode that has just started can name locations.
 *
 * @param rack          network location, {@code /default-rack} and the like
 * @param adminState    ordinal of Hadoop's DatanodeInfo.AdminStates
 * @param lastHeartbeat milliseconds since the epoch; coarse, written at registration and when the node is declared dead (then 0)
 */
public record DatanodeRow(
    String uuid, String ipAddress, String hostName, int xferPort, int infoPort, int infoSecurePort,
    int ipcPort, String rack, byte adminState, String softwareVersion, long lastHeartbeat) implements Row {

  static final RowCodec<DatanodeRow> CODEC = new RowCodec<>() {
    @Override
    public void write(DatanodeRow row, RowWriter out) {
      out.putString(0, row.uuid);
      out.putString(1, row.ipAddress);
      out.putString(2, row.hostName);
      out.putNumber(3, row.xferPort);
      out.putNumber(4, row.infoPort);
      out.putNumber(5, row.infoSecurePort);
      out.putNumber(6, row.ipcPort);
      out.putString(7, row.rack);
      out.putNumber(8, row.adminState);
      out.putString(9, row.softwareVersion);
      out.putNumber(10, row.lastHeartbeat);
    }

    @Override
    public DatanodeRow read(RowReader in) {
      return new DatanodeRow(
          in.getString(0),
          in.getString(1),
          in.getString(2),
          (int) in.getNumber(3),
          (int) in.getNumber(4),
          (int) in.getNumber(5),
          (int) in.getNumber(6),
          in.getString(7),
          (byte) in.getNumber(8),
          in.getString(9),
          in.getNumber(10));
    }
  };

  @Override
  public Key<DatanodeRow> key() {
    return Tables.DATANODES.key(uuid);
  }
}
