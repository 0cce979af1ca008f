package io.hopsfs.namenode.rpc;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.BatchedRemoteIterator;
import org.apache.hadoop.fs.CacheFlag;
import org.apache.hadoop.fs.XAttr;
import org.apache.hadoop.fs.XAttrSetFlag;
import org.apache.hadoop.fs.permission.AclEntry;
import org.apache.hadoop.fs.permission.AclStatus;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.inotify.EventBatchList;
import org.apache.hadoop.hdfs.protocol.AddErasureCodingPolicyResponse;
import org.apache.hadoop.hdfs.protocol.BlockStoragePolicy;
import org.apache.hadoop.hdfs.protocol.CacheDirectiveEntry;
import org.apache.hadoop.hdfs.protocol.CacheDirectiveInfo;
import org.apache.hadoop.hdfs.protocol.CachePoolEntry;
import org.apache.hadoop.hdfs.protocol.CachePoolInfo;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.CorruptFileBlocks;
import org.apache.hadoop.hdfs.protocol.ECTopologyVerifierResult;
import org.apache.hadoop.hdfs.protocol.EncryptionZone;
import org.apache.hadoop.hdfs.protocol.ErasureCodingPolicy;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.OpenFileEntry;
import org.apache.hadoop.hdfs.protocol.OpenFilesIterator;
import org.apache.hadoop.hdfs.protocol.RollingUpgradeInfo;
import org.apache.hadoop.hdfs.protocol.SnapshotDiffReport;
import org.apache.hadoop.hdfs.protocol.SnapshotDiffReportListing;
import org.apache.hadoop.hdfs.protocol.SnapshotStatus;
import org.apache.hadoop.hdfs.protocol.ZoneReencryptionStatus;
import org.apache.hadoop.hdfs.security.token.delegation.DelegationTokenIdentifier;
import org.apache.hadoop.security.token.Token;

/**
 * The calls of ClientProtocol that hopsfs doesn't serve (yet): each is refused by name. A call moves from here to
 * {@link ClientRpc} when it is built; docs/compatibility.md is made from the difference.
 */
abstract class UnsupportedClientCalls implements ClientProtocol {

  private static UnsupportedOperationException unsupported(String call) {
    return new UnsupportedOperationException("hopsfs does not support the call " + call + " yet, see docs/compatibility.md");
  }

  @Override
  public void setStoragePolicy(String src, String policyName) {
    throw unsupported("setStoragePolicy");
  }

  @Override
  public void unsetStoragePolicy(String src) {
    throw unsupported("unsetStoragePolicy");
  }

  @Override
  public BlockStoragePolicy getStoragePolicy(String path) {
    throw unsupported("getStoragePolicy");
  }

  @Override
  public SnapshotStatus[] getSnapshotListing(String snapshotRoot) {
    throw unsupported("getSnapshotListing");
  }

  @Override
  public boolean saveNamespace(long timeWindow, long txGap) {
    throw unsupported("saveNamespace");
  }

  @Override
  public long rollEdits() {
    throw unsupported("rollEdits");
  }

  @Override
  public boolean restoreFailedStorage(String arg) {
    throw unsupported("restoreFailedStorage");
  }

  @Override
  public void finalizeUpgrade() {
    throw unsupported("finalizeUpgrade");
  }

  @Override
  public boolean upgradeStatus() {
    throw unsupported("upgradeStatus");
  }

  @Override
  public RollingUpgradeInfo rollingUpgrade(HdfsConstants.RollingUpgradeAction action) {
    throw unsupported("rollingUpgrade");
  }

  @Override
  public CorruptFileBlocks listCorruptFileBlocks(String path, String cookie) {
    throw unsupported("listCorruptFileBlocks");
  }

  @Override
  public void metaSave(String filename) {
    throw unsupported("metaSave");
  }

  @Override
  public void createSymlink(String target, String link, FsPermission dirPerm, boolean createParent) {
    throw unsupported("createSymlink");
  }

  @Override
  public String getLinkTarget(String path) {
    throw unsupported("getLinkTarget");
  }

  @Override
  public long renewDelegationToken(Token<DelegationTokenIdentifier> token) {
    throw unsupported("renewDelegationToken");
  }

  @Override
  public void cancelDelegationToken(Token<DelegationTokenIdentifier> token) {
    throw unsupported("cancelDelegationToken");
  }

  @Override
  public String createSnapshot(String snapshotRoot, String snapshotName) {
    throw unsupported("createSnapshot");
  }

  @Override
  public void deleteSnapshot(String snapshotRoot, String snapshotName) {
    throw unsupported("deleteSnapshot");
  }

  @Override
  public void renameSnapshot(String snapshotRoot, String snapshotOldName, String snapshotNewName) {
    throw unsupported("renameSnapshot");
  }

  @Override
  public void allowSnapshot(String snapshotRoot) {
    throw unsupported("allowSnapshot");
  }

  @Override
  public void disallowSnapshot(String snapshotRoot) {
    throw unsupported("disallowSnapshot");
  }

  @Override
  public SnapshotDiffReport getSnapshotDiffReport(String snapshotRoot, String fromSnapshot, String toSnapshot) {
    throw unsupported("getSnapshotDiffReport");
  }

  @Override
  public SnapshotDiffReportListing getSnapshotDiffReportListing(
      String snapshotRoot, String fromSnapshot, String toSnapshot, byte[] startPath, int index) {
    throw unsupported("getSnapshotDiffReportListing");
  }

  @Override
  public long addCacheDirective(CacheDirectiveInfo directive, EnumSet<CacheFlag> flags) {
    throw unsupported("addCacheDirective");
  }

  @Override
  public void modifyCacheDirective(CacheDirectiveInfo directive, EnumSet<CacheFlag> flags) {
    throw unsupported("modifyCacheDirective");
  }

  @Override
  public void removeCacheDirective(long id) {
    throw unsupported("removeCacheDirective");
  }

  @Override
  public BatchedRemoteIterator.BatchedEntries<CacheDirectiveEntry> listCacheDirectives(
      long prevId, CacheDirectiveInfo filter) {
    throw unsupported("listCacheDirectives");
  }

  @Override
  public void addCachePool(CachePoolInfo info) {
    throw unsupported("addCachePool");
  }

  @Override
  public void modifyCachePool(CachePoolInfo req) {
    throw unsupported("modifyCachePool");
  }

  @Override
  public void removeCachePool(String pool) {
    throw unsupported("removeCachePool");
  }

  @Override
  public BatchedRemoteIterator.BatchedEntries<CachePoolEntry> listCachePools(String prevPool) {
    throw unsupported("listCachePools");
  }

  @Override
  public void modifyAclEntries(String src, List<AclEntry> aclSpec) {
    throw unsupported("modifyAclEntries");
  }

  @Override
  public void removeAclEntries(String src, List<AclEntry> aclSpec) {
    throw unsupported("removeAclEntries");
  }

  @Override
  public void removeDefaultAcl(String src) {
    throw unsupported("removeDefaultAcl");
  }

  @Override
  public void removeAcl(String src) {
    throw unsupported("removeAcl");
  }

  @Override
  public void setAcl(String src, List<AclEntry> aclSpec) {
    throw unsupported("setAcl");
  }

  @Override
  public AclStatus getAclStatus(String src) {
    throw unsupported("getAclStatus");
  }

  @Override
  public void createEncryptionZone(String src, String keyName) {
    throw unsupported("createEncryptionZone");
  }

  @Override
  public EncryptionZone getEZForPath(String src) {
    throw unsupported("getEZForPath");
  }

  @Override
  public BatchedRemoteIterator.BatchedEntries<EncryptionZone> listEncryptionZones(long prevId) {
    throw unsupported("listEncryptionZones");
  }

  @Override
  public void reencryptEncryptionZone(String zone, HdfsConstants.ReencryptAction action) {
    throw unsupported("reencryptEncryptionZone");
  }

  @Override
  public BatchedRemoteIterator.BatchedEntries<ZoneReencryptionStatus> listReencryptionStatus(long prevId) {
    throw unsupported("listReencryptionStatus");
  }

  @Override
  public void setXAttr(String src, XAttr xAttr, EnumSet<XAttrSetFlag> flag) {
    throw unsupported("setXAttr");
  }

  @Override
  public List<XAttr> getXAttrs(String src, List<XAttr> xAttrs) {
    throw unsupported("getXAttrs");
  }

  @Override
  public List<XAttr> listXAttrs(String src) {
    throw unsupported("listXAttrs");
  }

  @Override
  public void removeXAttr(String src, XAttr xAttr) {
    throw unsupported("removeXAttr");
  }

  @Override
  public long getCurrentEditLogTxid() {
    throw unsupported("getCurrentEditLogTxid");
  }

  @Override
  public EventBatchList getEditsFromTxid(long txid) {
    throw unsupported("getEditsFromTxid");
  }

  @Override
  public void setErasureCodingPolicy(String src, String ecPolicyName) {
    throw unsupported("setErasureCodingPolicy");
  }

  @Override
  public AddErasureCodingPolicyResponse[] addErasureCodingPolicies(ErasureCodingPolicy[] policies) {
    throw unsupported("addErasureCodingPolicies");
  }

  @Override
  public void removeErasureCodingPolicy(String ecPolicyName) {
    throw unsupported("removeErasureCodingPolicy");
  }

  @Override
  public void enableErasureCodingPolicy(String ecPolicyName) {
    throw unsupported("enableErasureCodingPolicy");
  }

  @Override
  public void disableErasureCodingPolicy(String ecPolicyName) {
    throw unsupported("disableErasureCodingPolicy");
  }

  @Override
  public Map<String, String> getErasureCodingCodecs() {
    throw unsupported("getErasureCodingCodecs");
  }

  @Override
  public ErasureCodingPolicy getErasureCodingPolicy(String src) {
    throw unsupported("getErasureCodingPolicy");
  }

  @Override
  public void unsetErasureCodingPolicy(String src) {
    throw unsupported("unsetErasureCodingPolicy");
  }

  @Override
  public ECTopologyVerifierResult getECTopologyResultForPolicies(String... policyNames) {
    throw unsupported("getECTopologyResultForPolicies");
  }

  @Override
  public BatchedRemoteIterator.BatchedEntries<OpenFileEntry> listOpenFiles(long prevId) {
    throw unsupported("listOpenFiles");
  }

  @Override
  public BatchedRemoteIterator.BatchedEntries<OpenFileEntry> listOpenFiles(
      long prevId, EnumSet<OpenFilesIterator.OpenFilesType> openFilesTypes, String path) {
    throw unsupported("listOpenFiles");
  }

  @Override
  public void satisfyStoragePolicy(String path) {
    throw unsupported("satisfyStoragePolicy");
  }
}
