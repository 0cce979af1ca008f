package io.hopsfs.benchmarks.floor;

import io.hopsfs.benchmarks.load.FileCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo.DatanodeInfoBuilder;
import org.apache.hadoop.hdfs.protocol.DatanodeInfoWithStorage;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlocks;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetBlockLocationsResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetListingResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.ContentSummaryProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.DatanodeIDProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.DirectoryListingProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.HdfsFileStatusProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.LocatedBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsServerProtos.NNHAStatusHeartbeatProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsServerProtos.NamespaceInfoProto;
import org.apache.hadoop.hdfs.protocolPB.PBHelper;
import org.apache.hadoop.hdfs.protocolPB.PBHelperClient;
import org.apache.hadoop.hdfs.server.protocol.NamespaceInfo;

/** Messages as a NameNode would send them, of the same size and shape, about files that don't exist. */
final class ExampleMessages {
  private static final String POOL = "BP-1-127.0.0.1-1";
  private static final int REPLICATION = 3;
  private static final String STORAGE = "DS-00000000-0000-0000-0000-000000000000";

  private final List<DatanodeInfo> datanodes = Collections.synchronizedList(new ArrayList<>());
  private final DatanodeInfo example = new DatanodeInfoBuilder().setNodeID(new DatanodeID("127.0.0.1", "localhost",
      "00000000-0000-0000-0000-000000000000", 9866, 9864, 0, 9867)).build();

  /** Blocks are placed on the first DataNodes that register. */
  void registered(DatanodeIDProto id) {
    if (datanodes.size() < REPLICATION) {
      datanodes.add(new DatanodeInfoBuilder().setNodeID(PBHelperClient.convert(id)).build());
    }
  }

  /** @param name empty for a status that answers getFileInfo */
  HdfsFileStatusProto file(String name) {
    return PBHelperClient.convert(new HdfsFileStatus.Builder().length(1 << 20).replication(REPLICATION).blocksize(FileCalls.BLOCK_SIZE)
        .mtime(1_700_000_000_000L).atime(1_700_000_000_000L).perm(new FsPermission((short) 0644)).owner("owner").group("group")
        .path(name.getBytes(StandardCharsets.UTF_8)).fileId(20_000).storagePolicy((byte) 7).build());
  }

  GetListingResponseProto listing(int entries) {
    DirectoryListingProto.Builder listing = DirectoryListingProto.newBuilder().setRemainingEntries(0);
    for (int i = 0; i < entries; i++) {
      listing.addPartialListing(file("part-000" + i));
    }
    return GetListingResponseProto.newBuilder().setDirList(listing).build();
  }

  GetBlockLocationsResponseProto located(int blocks) {
    List<LocatedBlock> located = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      located.add(block(List.of(example, example, example)));
    }
    LocatedBlock last = located.get(blocks - 1);
    return GetBlockLocationsResponseProto.newBuilder().setLocations(PBHelperClient.convert(
        new LocatedBlocks(blocks * FileCalls.BLOCK_SIZE, false, located, last, true, null, null))).build();
  }

  /** A new block on DataNodes that are registered. */
  LocatedBlockProto block() {
    return PBHelperClient.convertLocatedBlock(block(List.copyOf(datanodes)));
  }

  ContentSummaryProto summary(int files) {
    return PBHelperClient.convert(new ContentSummary.Builder().length(1 << 20).fileCount(files).directoryCount(1)
        .spaceConsumed(3 << 20).quota(-1).spaceQuota(-1).erasureCodingPolicy("").build());
  }

  NamespaceInfoProto namespace() {
    return PBHelper.convert(new NamespaceInfo(1, "CID-floor", POOL, 0));
  }

  NNHAStatusHeartbeatProto active() {
    return NNHAStatusHeartbeatProto.newBuilder().setState(NNHAStatusHeartbeatProto.State.ACTIVE).setTxid(1).build();
  }

  private LocatedBlock block(List<DatanodeInfo> locations) {
    DatanodeInfoWithStorage[] storages = locations.stream()
        .map(node -> new DatanodeInfoWithStorage(node, STORAGE, StorageType.DISK)).toArray(DatanodeInfoWithStorage[]::new);
    String[] ids = locations.stream().map(node -> STORAGE).toArray(String[]::new);
    StorageType[] types = locations.stream().map(node -> StorageType.DISK).toArray(StorageType[]::new);
    return new LocatedBlock(new ExtendedBlock(POOL, 1_073_741_825L, 1 << 20, 1_001), storages, ids, types);
  }
}
