package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.ReplicaState;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LastBlockWithStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Append, the pipelines that it and failures rebuild, fsync, and truncate. */
class AppendAndTruncateTest {
  private FilesFixture files;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    files = new FilesFixture(directory.resolve("store"));
  }

  @AfterEach
  void stop() throws IOException {
    files.close();
  }

  private LastBlockWithStatus append(String path, CreateFlag... more) throws IOException {
    var flags = EnumSet.of(CreateFlag.APPEND, more);
    return files.fs().write(new AppendOp(path, FilesFixture.CLIENT, flags), files.root());
  }

  private ExtendedBlock newStamp(ExtendedBlock block, String client) throws IOException {
    return files.fs().write(new UpdateBlockForPipelineOp(block, client), files.root()).getBlock();
  }

  private void updatePipeline(LocatedBlock old, ExtendedBlock renewed) throws IOException {
    files.fs().write(new UpdatePipelineOp(FilesFixture.CLIENT, old.getBlock(), renewed,
        old.getLocations(), old.getStorageIDs()), files.root());
  }

  private boolean truncate(String path, long length) throws IOException {
    return files.fs().write(new TruncateOp(path, length, FilesFixture.CLIENT), files.root());
  }

  @Test
  void anAppendGoesOnInTheLastBlockUnderANewStamp() throws IOException {
    files.write("/f", 1024, 100);
    var answer = append("/f");
    var last = answer.getLastBlock();
    assertThat(last.getBlock().getNumBytes()).isEqualTo(100);
    assertThat(last.getStartOffset()).isEqualTo(1024);
    assertThat(last.getLocations()).hasSize(3);
    assertThat(answer.getFileStatus().getLen()).isEqualTo(1124);
    assertThat(files.inode("/f").underConstruction()).isTrue();
    assertThat(files.locate("/f", 0, 5000).getFileLength()).isEqualTo(1024);

    var renewed = newStamp(last.getBlock(), FilesFixture.CLIENT);
    assertThat(renewed.getGenerationStamp()).isGreaterThan(last.getBlock().getGenerationStamp());
    updatePipeline(last, renewed);
    var row = files.blocks("/f").get(1);
    assertThat(row.generationStamp()).isEqualTo(renewed.getGenerationStamp());
    assertThat(row.replicas()).hasSize(3).allMatch(replica -> replica.state() == ReplicaState.EXPECTED);

    var written = new LocatedBlock(renewed, last.getLocations(), last.getStorageIDs(), last.getStorageTypes());
    assertThat(files.complete("/f", written, 300)).isFalse();
    files.finalizeAll(written, 300);
    assertThat(files.complete("/f", written, 300)).isTrue();
    assertThat(files.status("/f").getLen()).isEqualTo(1324);
  }

  @Test
  void anAppendBehindAFullBlockBeginsANewOne() throws IOException {
    files.write("/f", 1024);
    assertThat(append("/f").getLastBlock()).isNull();
    var next = files.addBlock("/f", FilesFixture.CLIENT, null);
    assertThat(next.getStartOffset()).isEqualTo(1024);
    assertThat(files.blocks("/f")).hasSize(2);
  }

  @Test
  void anAppendWithNewBlockLeavesTheLastOneAsItIs() throws IOException {
    files.write("/f", 100);
    var last = append("/f", CreateFlag.NEW_BLOCK).getLastBlock();
    assertThat(last.getLocations()).isEmpty();
    assertThat(files.blocks("/f").get(0).state()).isEqualTo(BlockState.COMPLETE);
    var next = files.addBlock("/f", FilesFixture.CLIENT, last.getBlock());
    assertThat(next.getStartOffset()).isEqualTo(100);
    files.finalizeAll(next, 1);
    assertThat(files.complete("/f", next, 1)).isTrue();
    assertThat(files.status("/f").getLen()).isEqualTo(101);
  }

  @Test
  void anEmptyFileIsAppendedTo() throws IOException {
    files.write("/f");
    assertThat(append("/f").getLastBlock()).isNull();
    assertThat(files.addBlock("/f", FilesFixture.CLIENT, null).getStartOffset()).isZero();
  }

  @Test
  void whatCanNotBeAppendedToIsRefused() throws IOException {
    assertThatThrownBy(() -> append("/none")).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("Failed to append to non-existent file /none for client 127.0.0.1");
    assertThatThrownBy(() -> append("/")).isExactlyInstanceOf(FileAlreadyExistsException.class)
        .hasMessage("Cannot append to directory /; already exists as a directory.");
    files.create("/open", FilesFixture.OTHER, CreateFlag.CREATE);
    assertThatThrownBy(() -> append("/open")).isExactlyInstanceOf(AlreadyBeingCreatedException.class)
        .hasMessage("Failed to APPEND_FILE /open for DFSClient_1 on 127.0.0.1 because this file lease is currently owned by "
            + "DFSClient_2 on 127.0.0.1");
    files.create("/lazy", FilesFixture.CLIENT, CreateFlag.CREATE, CreateFlag.LAZY_PERSIST);
    assertThatThrownBy(() -> append("/lazy")).isExactlyInstanceOf(UnsupportedOperationException.class)
        .hasMessage("Cannot append to lazy persist file /lazy");
  }

  @Test
  void aRetriedAppendGetsTheSameAnswer() throws IOException {
    files.write("/f", 100);
    var op = new AppendOp("/f", FilesFixture.CLIENT, EnumSet.of(CreateFlag.APPEND));
    var id = new byte[16];
    var first = files.fs().write(op, files.root(), new CallId(id, 1, 0));
    var again = files.fs().write(op, files.root(), new CallId(id, 1, 1));
    assertThat(again.getLastBlock().getBlock()).isEqualTo(first.getLastBlock().getBlock());
    assertThat(again.getFileStatus().getFileId()).isEqualTo(first.getFileStatus().getFileId());
  }

  @Test
  void aPipelineLosesADataNode() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    var renewed = newStamp(block.getBlock(), FilesFixture.CLIENT);
    renewed.setNumBytes(20);
    var nodes = new DatanodeID[] {block.getLocations()[0], block.getLocations()[2]};
    var storages = new String[] {block.getStorageIDs()[0], block.getStorageIDs()[2]};
    files.fs().write(new UpdatePipelineOp(FilesFixture.CLIENT, block.getBlock(), renewed, nodes, storages), files.root());
    var row = files.blocks("/f").get(0);
    assertThat(row.replicas()).hasSize(2).allMatch(replica -> replica.generationStamp() == renewed.getGenerationStamp());
    assertThat(files.status("/f").getLen()).isEqualTo(20);

    var smaller = newStamp(renewed, FilesFixture.CLIENT);
    smaller.setNumBytes(19);
    assertThatThrownBy(() -> files.fs().write(
        new UpdatePipelineOp(FilesFixture.CLIENT, renewed, smaller, nodes, storages), files.root()))
        .isExactlyInstanceOf(IOException.class).hasMessageContaining("to a smaller size block");
    assertThatThrownBy(() -> files.fs().write(
        new UpdatePipelineOp(FilesFixture.CLIENT, renewed, renewed, nodes, storages), files.root()))
        .isExactlyInstanceOf(IOException.class).hasMessageContaining("does not have a larger generation stamp");
  }

  @Test
  void aReportThatIsFasterThanItsPipelinesUpdateIsKept() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    var renewed = newStamp(block.getBlock(), FilesFixture.CLIENT);
    files.finalizeOn(block.getStorageIDs()[0], renewed, 8);
    updatePipeline(block, renewed);
    assertThat(files.blocks("/f").get(0).replicas())
        .filteredOn(replica -> replica.state() == ReplicaState.FINALIZED).hasSize(1);
    assertThat(files.complete("/f", new LocatedBlock(renewed, block.getLocations()), 8)).isTrue();
  }

  @Test
  void onlyTheWriterRenewsABlocksStamp() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0).getBlock();
    assertThatThrownBy(() -> newStamp(block, FilesFixture.OTHER)).isExactlyInstanceOf(LeaseExpiredException.class)
        .hasMessage("Lease mismatch: " + block + " is accessed by a non lease holder DFSClient_2");
    files.write("/g", 5);
    var closed = files.locate("/g", 0, 1).get(0).getBlock();
    assertThatThrownBy(() -> newStamp(closed, FilesFixture.CLIENT)).isExactlyInstanceOf(IOException.class)
        .hasMessage("Unexpected BlockUCState: " + closed + " is COMPLETE but not UNDER_CONSTRUCTION");
    var unknown = new ExtendedBlock(block.getBlockPoolId(), 9, 9, 9);
    assertThatThrownBy(() -> newStamp(unknown, FilesFixture.CLIENT)).isExactlyInstanceOf(IOException.class)
        .hasMessage(unknown + " does not exist.");
  }

  @Test
  void aPipelineIsGivenOneMoreDataNode() throws IOException {
    files.addDatanode(3);
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    var answer = files.fs().read(new GetAdditionalDatanodeOp("/f", files.inode("/f").id(), block.getBlock(),
        block.getLocations(), block.getStorageIDs(), null, 1, FilesFixture.CLIENT), files.root());
    assertThat(answer.getLocations()).hasSize(4);
    assertThat(answer.getStorageIDs()).contains(block.getStorageIDs()).doesNotHaveDuplicates();
  }

  @Test
  void fsyncNotesHowLongTheLastBlockIs() throws IOException {
    files.create("/f");
    files.addBlock("/f", null, 0);
    files.fs().write(new FsyncOp("/f", files.inode("/f").id(), FilesFixture.CLIENT, 33), files.root());
    assertThat(files.status("/f").getLen()).isEqualTo(33);
    files.fs().write(new FsyncOp("/f", files.inode("/f").id(), FilesFixture.CLIENT, -1), files.root());
    assertThat(files.status("/f").getLen()).isEqualTo(33);
    assertThat(files.locate("/f", 0, 100).getFileLength()).isZero();
    assertThat(files.locate("/f", 0, 100).getLastLocatedBlock().getBlockSize()).isEqualTo(33);
  }

  @Test
  void atABlocksEndAFileIsCutAtOnce() throws IOException {
    files.write("/f", 1024, 1024, 10);
    files.fs().pass(Duration.ofSeconds(1));
    assertThat(truncate("/f", 1024)).isTrue();
    assertThat(files.status("/f").getLen()).isEqualTo(1024);
    assertThat(files.status("/f").getModificationTime()).isEqualTo(files.fs().now());
    assertThat(files.blocks("/f")).hasSize(1);
    assertThat(files.inode("/f").underConstruction()).isFalse();
    assertThat(truncate("/f", 1024)).isTrue();
    assertThat(truncate("/f", 0)).isTrue();
    assertThat(files.blocks("/f")).isEmpty();
  }

  @Test
  void withinABlockItsReplicasAreCutFirst() throws IOException {
    files.write("/f", 1024, 1024, 10);
    assertThat(truncate("/f", 1500)).isFalse();
    assertThat(files.inode("/f").underConstruction()).isTrue();
    assertThat(truncate("/f", 1500)).isFalse();
    assertThatThrownBy(() -> truncate("/f", 1400)).isExactlyInstanceOf(AlreadyBeingCreatedException.class)
        .hasMessage("Failed to TRUNCATE_FILE /f for DFSClient_1 on 127.0.0.1 because /f is being truncated.");
    var recovery = files.takeRecovery();
    assertThat(recovery.getNewBlock().getNumBytes()).isEqualTo(476);
    assertThat(recovery.getNewBlock().getGenerationStamp()).isEqualTo(recovery.getNewGenerationStamp());
    files.commitRecovery(recovery, 476);
    assertThat(files.status("/f").getLen()).isEqualTo(1500);
    assertThat(files.inode("/f").underConstruction()).isFalse();
    assertThat(files.blocks("/f")).hasSize(2).allMatch(block -> block.state() == BlockState.COMPLETE);
    assertThat(append("/f").getLastBlock().getBlock().getNumBytes()).isEqualTo(476);
  }

  @Test
  void aTruncateThatIsRecoveredAnewKeepsItsLength() throws IOException {
    files.write("/f", 1000);
    truncate("/f", 300);
    files.takeRecovery();
    files.fs().pass(Duration.ofSeconds(91));
    files.namesystem().recovery().turn();
    var second = files.takeRecovery();
    assertThat(second.getNewBlock().getNumBytes()).isEqualTo(300);
    files.commitRecovery(second, 300);
    assertThat(files.status("/f").getLen()).isEqualTo(300);
  }

  @Test
  void impossibleTruncatesAreRefused() throws IOException {
    files.write("/f", 100);
    assertThatThrownBy(() -> truncate("/f", -1)).isExactlyInstanceOf(HadoopIllegalArgumentException.class)
        .hasMessage("Cannot truncate to a negative file size: -1.");
    assertThatThrownBy(() -> truncate("/f", 101)).isExactlyInstanceOf(HadoopIllegalArgumentException.class)
        .hasMessage("Cannot truncate to a larger file size. Current size: 100, truncate size: 101.");
    assertThatThrownBy(() -> truncate("/none", 0)).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("File does not exist: /none");
    assertThatThrownBy(() -> truncate("/", 0)).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("Path is not a file: /");
  }
}
