package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Rows;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/**
 * Chooses DataNodes to join a pipeline that has lost some.
 *
 * @param existings what is left of the pipeline
 * @param excludes  DataNodes not to choose; may be null
 * @param fileId    inode id; 0 from old clients
 */
public record GetAdditionalDatanodeOp(
    String src, long fileId, ExtendedBlock block, DatanodeInfo[] existings, String[] existingStorageIds, DatanodeInfo[] excludes,
    int additional, String clientName) implements ReadOp<LocatedBlock> {

  @Override
  public LocatedBlock run(Rows rows, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot add datanode; src=" + src + ", blk=" + block);
    var file = OpenFile.find(rows, ns, caller, src, fileId, clientName);
    String host = file.last().clientMachine();
    var existing = PipelineNodes.storageIds(ns, existings, existingStorageIds, "src=" + file.path() + ", fileId=" + fileId
        + ", blk=" + block + ", clientName=" + clientName + ", clientMachine=" + host).stream()
        .map(ns.registry()::storage).filter(Objects::nonNull).toList();
    var targets = ns.placement().chooseAdditional(file.path().toString(), additional, ns.registry().clientNode(host), existing,
        excludes == null ? List.of() : Arrays.asList(excludes), file.last().blockSize(), file.storagePolicy());
    return ns.locations().located(block, targets, -1, false);
  }
}
