package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/**
 * Gives a writer a new generation stamp for its last block, to rebuild the pipeline with or to append. The block has it once
 * {@link UpdatePipelineOp} says that the pipeline stands.
 */
public record UpdateBlockForPipelineOp(ExtendedBlock block, String clientName) implements WriteOp<LocatedBlock> {

  @Override
  public LocatedBlock run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot get a new generation stamp and an access token for block " + block);
    BlockRow stored = ns.blockMap().byBlockId(tx, block.getBlockId());
    var file = stored == null ? null : ns.tree().locate(tx, stored.inodeId());
    OpenFile.checkUnderConstruction(block, stored, file == null ? null : file.last(), clientName);
    long stamp = ns.ids().nextGenerationStamp(stored.generationStamp());
    return new LocatedBlock(new ExtendedBlock(block.getBlockPoolId(), block.getBlockId(), block.getNumBytes(), stamp),
        DatanodeInfo.EMPTY_ARRAY);
  }
}
