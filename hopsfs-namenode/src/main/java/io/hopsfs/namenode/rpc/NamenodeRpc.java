package io.hopsfs.namenode.rpc;

import io.hopsfs.namenode.cluster.ClusterIdentity;
import io.hopsfs.namenode.ops.GetBlocksOp;
import io.hopsfs.namenode.ops.Operations;
import java.io.IOException;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.security.token.block.ExportedBlockKeys;
import org.apache.hadoop.hdfs.server.namenode.CheckpointSignature;
import org.apache.hadoop.hdfs.server.namenode.NNStorage.NameNodeFile;
import org.apache.hadoop.hdfs.server.protocol.BlocksWithLocations;
import org.apache.hadoop.hdfs.server.protocol.NamenodeCommand;
import org.apache.hadoop.hdfs.server.protocol.NamenodeProtocol;
import org.apache.hadoop.hdfs.server.protocol.NamenodeRegistration;
import org.apache.hadoop.hdfs.server.protocol.NamespaceInfo;
import org.apache.hadoop.hdfs.server.protocol.RemoteEditLogManifest;

/** NamenodeProtocol: what the balancer asks. There is no edit log and no checkpoint to speak of. */
final class NamenodeRpc implements NamenodeProtocol {
  private final Calls calls;
  private final ClusterIdentity identity;
  private final Operations operations;

  NamenodeRpc(Calls calls, ClusterIdentity identity, Operations operations) {
    this.calls = calls;
    this.identity = identity;
    this.operations = operations;
  }

  @Override
  public BlocksWithLocations getBlocks(DatanodeInfo datanode, long size, long minBlockSize, long hotBlockTimeInterval,
      StorageType storageType) throws IOException {
    if (size <= 0) {
      throw new IllegalArgumentException("Unexpected not positive size: " + size);
    }
    return operations.read(new GetBlocksOp(datanode, size, minBlockSize, storageType), calls.superuser());
  }

  /** Block access tokens are not in use. */
  @Override
  public ExportedBlockKeys getBlockKeys() throws IOException {
    calls.superuser();
    return ExportedBlockKeys.DUMMY_KEYS;
  }

  @Override
  public NamespaceInfo versionRequest() throws IOException {
    calls.superuser();
    return identity.toNamespaceInfo();
  }

  @Override
  public boolean isUpgradeFinalized() {
    return true;
  }

  @Override
  public boolean isRollingUpgrade() {
    return false;
  }

  @Override
  public Long getNextSPSPath() {
    return null;
  }

  @Override
  public long getTransactionID() {
    throw noEditLog("getTransactionID");
  }

  @Override
  public long getMostRecentCheckpointTxId() {
    throw noEditLog("getMostRecentCheckpointTxId");
  }

  @Override
  public long getMostRecentNameNodeFileTxId(NameNodeFile file) {
    throw noEditLog("getMostRecentNameNodeFileTxId");
  }

  @Override
  public CheckpointSignature rollEditLog() {
    throw noEditLog("rollEditLog");
  }

  @Override
  public void errorReport(NamenodeRegistration registration, int errorCode, String message) {
    throw noEditLog("errorReport");
  }

  @Override
  public NamenodeRegistration registerSubordinateNamenode(NamenodeRegistration registration) {
    throw noEditLog("registerSubordinateNamenode");
  }

  @Override
  public NamenodeCommand startCheckpoint(NamenodeRegistration registration) {
    throw noEditLog("startCheckpoint");
  }

  @Override
  public void endCheckpoint(NamenodeRegistration registration, CheckpointSignature signature) {
    throw noEditLog("endCheckpoint");
  }

  @Override
  public RemoteEditLogManifest getEditLogManifest(long sinceTxId) {
    throw noEditLog("getEditLogManifest");
  }

  private static UnsupportedOperationException noEditLog(String call) {
    return new UnsupportedOperationException(call + ": a hopsfs NameNode keeps its namespace in a store, not in an edit log");
  }
}
