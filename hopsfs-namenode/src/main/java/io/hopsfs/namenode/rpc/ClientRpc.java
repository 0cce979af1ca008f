package io.hopsfs.namenode.rpc;

import io.hopsfs.namenode.ops.AbandonBlockOp;
import io.hopsfs.namenode.ops.AddBlockOp;
import io.hopsfs.namenode.ops.AppendOp;
import io.hopsfs.namenode.ops.AtMostOnceOp;
import io.hopsfs.namenode.ops.CheckAccessOp;
import io.hopsfs.namenode.ops.CompleteOp;
import io.hopsfs.namenode.ops.ConcatOp;
import io.hopsfs.namenode.ops.CreateOp;
import io.hopsfs.namenode.ops.DeleteOp;
import io.hopsfs.namenode.ops.FsyncOp;
import io.hopsfs.namenode.ops.GetAdditionalDatanodeOp;
import io.hopsfs.namenode.ops.GetBatchedListingOp;
import io.hopsfs.namenode.ops.GetBlockLocationsOp;
import io.hopsfs.namenode.ops.GetContentSummaryOp;
import io.hopsfs.namenode.ops.GetDatanodeReportOp;
import io.hopsfs.namenode.ops.GetDatanodeStorageReportOp;
import io.hopsfs.namenode.ops.GetFileInfoOp;
import io.hopsfs.namenode.ops.GetFileLinkInfoOp;
import io.hopsfs.namenode.ops.GetListingOp;
import io.hopsfs.namenode.ops.GetListingPageOp;
import io.hopsfs.namenode.ops.GetLocatedFileInfoOp;
import io.hopsfs.namenode.ops.GetPreferredBlockSizeOp;
import io.hopsfs.namenode.ops.GetQuotaUsageOp;
import io.hopsfs.namenode.ops.GetStatsOp;
import io.hopsfs.namenode.ops.IsFileClosedOp;
import io.hopsfs.namenode.ops.MkdirsOp;
import io.hopsfs.namenode.ops.Namesystem;
import io.hopsfs.namenode.ops.Operations;
import io.hopsfs.namenode.ops.ReadOp;
import io.hopsfs.namenode.ops.RecoverLeaseOp;
import io.hopsfs.namenode.ops.Rename2Op;
import io.hopsfs.namenode.ops.RenameOp;
import io.hopsfs.namenode.ops.RenewLeaseOp;
import io.hopsfs.namenode.ops.SetOwnerOp;
import io.hopsfs.namenode.ops.SetPermissionOp;
import io.hopsfs.namenode.ops.SetQuotaOp;
import io.hopsfs.namenode.ops.SetReplicationOp;
import io.hopsfs.namenode.ops.SetSafeModeOp;
import io.hopsfs.namenode.ops.SetTimesOp;
import io.hopsfs.namenode.ops.TruncateOp;
import io.hopsfs.namenode.ops.UpdateBlockForPipelineOp;
import io.hopsfs.namenode.ops.UpdatePipelineOp;
import io.hopsfs.namenode.ops.WriteOp;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.crypto.CryptoProtocolVersion;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.QuotaUsage;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.ha.HAServiceProtocol.HAServiceState;
import org.apache.hadoop.hdfs.AddBlockFlag;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.protocol.BatchedDirectoryListing;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.ECBlockGroupStats;
import org.apache.hadoop.hdfs.protocol.ErasureCodingPolicyInfo;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.HdfsLocatedFileStatus;
import org.apache.hadoop.hdfs.protocol.LastBlockWithStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;
import org.apache.hadoop.hdfs.protocol.ReplicatedBlockStats;
import org.apache.hadoop.hdfs.protocol.SnapshottableDirectoryStatus;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.AddBlockResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetBlockLocationsResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetListingResponseProto;
import org.apache.hadoop.hdfs.protocolPB.PBHelperClient;
import org.apache.hadoop.hdfs.security.token.block.DataEncryptionKey;
import org.apache.hadoop.hdfs.security.token.delegation.DelegationTokenIdentifier;
import org.apache.hadoop.hdfs.server.protocol.DatanodeStorageReport;
import org.apache.hadoop.io.EnumSetWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.token.Token;

/** ClientProtocol on the wire: each call becomes its op. */
final class ClientRpc extends UnsupportedClientCalls {
  private final Operations operations;
  private final Calls calls;
  private final Namesystem namesystem;
  private final FsServerDefaults defaults;
  private final LocationsEncoder locations = new LocationsEncoder();

  ClientRpc(Operations operations, Calls calls, Namesystem namesystem, FsServerDefaults defaults) {
    this.operations = operations;
    this.calls = calls;
    this.namesystem = namesystem;
    this.defaults = defaults;
  }

  private <T> T read(ReadOp<T> op) throws IOException {
    return operations.read(op, calls.caller());
  }

  private <T> T write(WriteOp<T> op) throws IOException {
    return calls.answer(operations.write(op, calls.caller(), calls.patience()));
  }

  private <T> T once(AtMostOnceOp<T> op) throws IOException {
    return calls.answer(operations.write(op, calls.caller(), calls.id(), calls.patience()));
  }

  @Override
  public FsServerDefaults getServerDefaults() {
    return defaults;
  }

  @Override
  public HdfsFileStatus getFileInfo(String src) throws IOException {
    return read(new GetFileInfoOp(src));
  }

  @Override
  public HdfsFileStatus getFileLinkInfo(String src) throws IOException {
    return read(new GetFileLinkInfoOp(src));
  }

  @Override
  public HdfsLocatedFileStatus getLocatedFileInfo(String src, boolean needBlockToken) throws IOException {
    return (HdfsLocatedFileStatus) read(new GetLocatedFileInfoOp(src));
  }

  @Override
  public DirectoryListing getListing(String src, byte[] startAfter, boolean needLocation) throws IOException {
    return read(new GetListingOp(src, startAfter, needLocation));
  }

  /** As {@link #getListing} without locations, ready for the wire; null if the path doesn't exist. */
  GetListingResponseProto encodedListing(String src, byte[] startAfter) throws IOException {
    var page = read(new GetListingPageOp(src, startAfter));
    if (page == null) {
      return null;
    }
    return page.instead() != null
        ? GetListingResponseProto.newBuilder().setDirList(PBHelperClient.convert(page.instead())).build()
        : new ListingEncoder(namesystem.principals(), page).encode();
  }

  @Override
  public BatchedDirectoryListing getBatchedListing(String[] srcs, byte[] startAfter, boolean needLocation) throws IOException {
    return read(new GetBatchedListingOp(srcs, startAfter, needLocation));
  }

  @Override
  public LocatedBlocks getBlockLocations(String src, long offset, long length) throws IOException {
    return read(new GetBlockLocationsOp(src, offset, length)).located();
  }

  /** As {@link #getBlockLocations}, ready for the wire. */
  GetBlockLocationsResponseProto encodedLocations(String src, long offset, long length) throws IOException {
    return locations.encode(read(new GetBlockLocationsOp(src, offset, length)));
  }

  @Override
  public HdfsFileStatus create(String src, FsPermission masked, String clientName, EnumSetWritable<CreateFlag> flag,
      boolean createParent, short replication, long blockSize, CryptoProtocolVersion[] supportedVersions,
      String ecPolicyName, String storagePolicy) throws IOException {
    return once(new CreateOp(src, masked, clientName, flag.get(), createParent, replication, blockSize, ecPolicyName, storagePolicy));
  }

  @Override
  public LastBlockWithStatus append(String src, String clientName, EnumSetWritable<CreateFlag> flag) throws IOException {
    return once(new AppendOp(src, clientName, flag.get()));
  }

  @Override
  public LocatedBlock addBlock(String src, String clientName, ExtendedBlock previous, DatanodeInfo[] excludeNodes, long fileId,
      String[] favoredNodes, EnumSet<AddBlockFlag> addBlockFlags) throws IOException {
    return write(new AddBlockOp(src, clientName, previous, excludeNodes, fileId, favoredNodes, addBlockFlags)).located();
  }

  /** As {@link #addBlock}, ready for the wire. */
  AddBlockResponseProto encodedBlock(AddBlockOp addBlock) throws IOException {
    return locations.encode(write(addBlock));
  }

  @Override
  public void abandonBlock(ExtendedBlock block, long fileId, String src, String holder) throws IOException {
    write(new AbandonBlockOp(block, fileId, src, holder));
  }

  @Override
  public LocatedBlock getAdditionalDatanode(String src, long fileId, ExtendedBlock block, DatanodeInfo[] existings,
      String[] existingStorageIds, DatanodeInfo[] excludes, int numAdditionalNodes, String clientName) throws IOException {
    return read(new GetAdditionalDatanodeOp(src, fileId, block, existings, existingStorageIds, excludes, numAdditionalNodes, clientName));
  }

  @Override
  public LocatedBlock updateBlockForPipeline(ExtendedBlock block, String clientName) throws IOException {
    return write(new UpdateBlockForPipelineOp(block, clientName));
  }

  @Override
  public void updatePipeline(String clientName, ExtendedBlock oldBlock, ExtendedBlock newBlock, DatanodeID[] newNodes,
      String[] newStorages) throws IOException {
    once(new UpdatePipelineOp(clientName, oldBlock, newBlock, newNodes, newStorages));
  }

  @Override
  public void fsync(String src, long fileId, String client, long lastBlockLength) throws IOException {
    write(new FsyncOp(src, fileId, client, lastBlockLength));
  }

  @Override
  public boolean complete(String src, String clientName, ExtendedBlock last, long fileId) throws IOException {
    return write(new CompleteOp(src, clientName, last, fileId));
  }

  @Override
  public void renewLease(String clientName, List<String> namespaces) throws IOException {
    write(new RenewLeaseOp(clientName));
  }

  @Override
  public boolean recoverLease(String src, String clientName) throws IOException {
    return write(new RecoverLeaseOp(src, clientName));
  }

  @Override
  public boolean isFileClosed(String src) throws IOException {
    return read(new IsFileClosedOp(src));
  }

  @Override
  public boolean mkdirs(String src, FsPermission masked, boolean createParent) throws IOException {
    return write(new MkdirsOp(src, masked, createParent));
  }

  @Override
  public boolean rename(String src, String dst) throws IOException {
    return once(new RenameOp(src, dst));
  }

  @Override
  public void rename2(String src, String dst, Options.Rename... options) throws IOException {
    once(new Rename2Op(src, dst, options));
  }

  @Override
  public boolean delete(String src, boolean recursive) throws IOException {
    return once(new DeleteOp(src, recursive));
  }

  @Override
  public boolean truncate(String src, long newLength, String clientName) throws IOException {
    return write(new TruncateOp(src, newLength, clientName));
  }

  @Override
  public void concat(String trg, String[] srcs) throws IOException {
    once(new ConcatOp(trg, srcs));
  }

  @Override
  public boolean setReplication(String src, short replication) throws IOException {
    return write(new SetReplicationOp(src, replication));
  }

  @Override
  public void setPermission(String src, FsPermission permission) throws IOException {
    write(new SetPermissionOp(src, permission));
  }

  @Override
  public void setOwner(String src, String username, String groupname) throws IOException {
    write(new SetOwnerOp(src, username, groupname));
  }

  @Override
  public void setTimes(String src, long mtime, long atime) throws IOException {
    write(new SetTimesOp(src, mtime, atime));
  }

  @Override
  public long getPreferredBlockSize(String filename) throws IOException {
    return read(new GetPreferredBlockSizeOp(filename));
  }

  @Override
  public ContentSummary getContentSummary(String path) throws IOException {
    return read(new GetContentSummaryOp(path));
  }

  @Override
  public void setQuota(String path, long namespaceQuota, long storagespaceQuota, StorageType type) throws IOException {
    write(new SetQuotaOp(path, namespaceQuota, storagespaceQuota, type));
  }

  @Override
  public QuotaUsage getQuotaUsage(String path) throws IOException {
    return read(new GetQuotaUsageOp(path));
  }

  @Override
  public void checkAccess(String path, FsAction mode) throws IOException {
    read(new CheckAccessOp(path, mode));
  }

  @Override
  public void reportBadBlocks(LocatedBlock[] blocks) throws IOException {
    namesystem.datanodes().service().reportBadBlocks(blocks);
  }

  @Override
  public long[] getStats() throws IOException {
    return read(new GetStatsOp());
  }

  @Override
  public ReplicatedBlockStats getReplicatedBlockStats() throws IOException {
    long[] stats = getStats();
    return new ReplicatedBlockStats(stats[GET_STATS_LOW_REDUNDANCY_IDX], stats[GET_STATS_CORRUPT_BLOCKS_IDX],
        stats[GET_STATS_MISSING_BLOCKS_IDX], stats[GET_STATS_MISSING_REPL_ONE_BLOCKS_IDX],
        stats[GET_STATS_BYTES_IN_FUTURE_BLOCKS_IDX], stats[GET_STATS_PENDING_DELETION_BLOCKS_IDX]);
  }

  @Override
  public ECBlockGroupStats getECBlockGroupStats() {
    return new ECBlockGroupStats(0, 0, 0, 0, 0);
  }

  @Override
  public DatanodeInfo[] getDatanodeReport(DatanodeReportType type) throws IOException {
    return read(new GetDatanodeReportOp(type));
  }

  @Override
  public DatanodeStorageReport[] getDatanodeStorageReport(DatanodeReportType type) throws IOException {
    return read(new GetDatanodeStorageReportOp(type));
  }

  @Override
  public DatanodeInfo[] getSlowDatanodeReport() throws IOException {
    calls.superuser();
    return new DatanodeInfo[0];
  }

  @Override
  public boolean setSafeMode(SafeModeAction action, boolean isChecked) throws IOException {
    boolean on = write(new SetSafeModeOp(action));
    if (action != SafeModeAction.SAFEMODE_GET) {
      // Nothing that any NameNode began before is still to be committed when the caller hears of it.
      namesystem.barrier().await();
    }
    return on;
  }

  /** Reads the host lists again. */
  @Override
  public void refreshNodes() throws IOException {
    calls.superuser();
    namesystem.registry().refreshHosts(new HdfsConfiguration());
  }

  @Override
  public void setBalancerBandwidth(long bytesPerSecond) throws IOException {
    calls.superuser();
    namesystem.datanodes().balancerBandwidth().set(bytesPerSecond);
  }

  @Override
  public BlockStoragePolicy[] getStoragePolicies() {
    return namesystem.storagePolicies().all();
  }

  /** No encryption zones: every path's enclosing root is the root. */
  @Override
  public Path getEnclosingRoot(String src) throws IOException {
    read(new GetFileInfoOp(src));
    return new Path(Path.SEPARATOR);
  }

  /** Reads see every acknowledged write on every NameNode, so there is nothing to wait for. */
  @Override
  public void msync() {
  }

  @Override
  public HAServiceState getHAServiceState() {
    return namesystem.membership().serving() ? HAServiceState.ACTIVE : HAServiceState.STANDBY;
  }

  @Override
  public SnapshottableDirectoryStatus[] getSnapshottableDirListing() {
    return new SnapshottableDirectoryStatus[0];
  }

  @Override
  public ErasureCodingPolicyInfo[] getErasureCodingPolicies() {
    return new ErasureCodingPolicyInfo[0];
  }

  /** Data transfer is not encrypted: null, as HDFS answers then. */
  @Override
  public DataEncryptionKey getDataEncryptionKey() {
    return null;
  }

  /** Without Kerberos there are no tokens: null, as HDFS answers then. */
  @Override
  public Token<DelegationTokenIdentifier> getDelegationToken(Text renewer) {
    return null;
  }
}
