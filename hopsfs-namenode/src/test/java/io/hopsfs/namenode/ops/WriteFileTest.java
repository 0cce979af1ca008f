package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.DatanodeInfoWithStorage;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.server.namenode.LeaseExpiredException;
import org.apache.hadoop.hdfs.server.namenode.NotReplicatedYetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file's way from create over addBlock and abandonBlock to complete. */
class WriteFileTest {
  private FilesFixture files;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    files = new FilesFixture(directory.resolve("store"));
  }

  @AfterEach
  void stop() throws IOException {
    files.close();
  }

  @Test
  void blocksAndStampsAreNumberedAsInHdfs() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    assertThat(block.getBlock().getBlockId()).isEqualTo(1073741825);
    assertThat(block.getBlock().getGenerationStamp()).isEqualTo(1001);
    assertThat(files.inode("/f").id()).isEqualTo(16386);
  }

  @Test
  void aFileOfTwoBlocksIsWrittenAndClosed() throws IOException {
    files.create("/f");
    var first = files.addBlock("/f", null, 0);
    assertThat(first.getLocations()).hasSize(3);
    assertThat(first.getStartOffset()).isZero();
    files.finalizeAll(first, 1024);
    var second = files.addBlock("/f", first, 1024);
    assertThat(second.getStartOffset()).isEqualTo(1024);
    files.finalizeAll(second, 10);
    assertThat(files.complete("/f", second, 10)).isTrue();
    assertThat(files.status("/f").getLen()).isEqualTo(1034);
    assertThat(files.inode("/f").underConstruction()).isFalse();
    assertThat(files.blocks("/f")).allMatch(block -> block.state() == BlockState.COMPLETE);
    assertThat(files.namesystem().leases().files(files.namesystem().committed(), FilesFixture.CLIENT)).isEmpty();
  }

  @Test
  void aFileWithoutBlocksIsClosedAtOnce() throws IOException {
    files.create("/f");
    assertThat(files.complete("/f", null, 0)).isTrue();
    assertThat(files.status("/f").getLen()).isZero();
  }

  @Test
  void completeAnswersFalseUntilADataNodeHasFinalizedTheLastBlock() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    assertThat(files.complete("/f", block, 7)).isFalse();
    assertThat(files.blocks("/f").get(0).state()).isEqualTo(BlockState.COMMITTED);
    assertThat(files.status("/f").getLen()).isEqualTo(7);
    files.finalizeOn(block.getStorageIDs()[1], block.getBlock(), 7);
    assertThat(files.complete("/f", block, 7)).isTrue();
  }

  @Test
  void completingTwiceIsARetry() throws IOException {
    files.write("/f", 100);
    var located = files.locate("/f", 0, 100).get(0);
    assertThat(files.complete("/f", located, 100)).isTrue();
    assertThatThrownBy(() -> files.complete("/f", null, 0)).isExactlyInstanceOf(LeaseExpiredException.class)
        .hasMessage("File is not open for writing: /f (inode " + files.inode("/f").id()
            + ") Holder DFSClient_1 does not have any open files.");
  }

  @Test
  void aRetriedAddBlockGivesTheSameBlock() throws IOException {
    files.create("/f");
    var first = files.addBlock("/f", null, 0);
    var again = files.addBlock("/f", null, 0);
    assertThat(again.getBlock()).isEqualTo(first.getBlock());
    assertThat(again.getStorageIDs()).containsExactly(first.getStorageIDs());
    files.finalizeAll(first, 1024);
    var second = files.addBlock("/f", first, 1024);
    assertThat(files.addBlock("/f", first, 1024).getBlock()).isEqualTo(second.getBlock());
    assertThat(files.blocks("/f")).hasSize(2);
  }

  @Test
  void aThirdBlockWaitsForTheFirstToBeReplicated() throws IOException {
    files.create("/f");
    var first = files.addBlock("/f", null, 0);
    var second = files.addBlock("/f", first, 1024);
    assertThatThrownBy(() -> files.addBlock("/f", second, 1024)).isExactlyInstanceOf(NotReplicatedYetException.class)
        .hasMessage("Not replicated yet: /f");
    files.finalizeAll(first, 1024);
    assertThat(files.addBlock("/f", second, 1024).getStartOffset()).isEqualTo(2048);
  }

  @Test
  void aPreviousBlockThatIsNotTheLastIsRefused() throws IOException {
    files.create("/f");
    var first = files.addBlock("/f", null, 0);
    var other = new ExtendedBlock(first.getBlock().getBlockPoolId(), 5, 0, 5);
    assertThatThrownBy(() -> files.addBlock("/f", FilesFixture.CLIENT, other)).isExactlyInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot allocate block in /f: passed 'previous' block " + other
            + " does not match actual last block in file blk_1073741825_1001");
    var foreign = new ExtendedBlock("BP-1", 5, 0, 5);
    assertThatThrownBy(() -> files.addBlock("/f", FilesFixture.CLIENT, foreign)).isExactlyInstanceOf(IOException.class)
        .hasMessageStartingWith("Unexpected BlockPoolId BP-1 - expected BP-");
  }

  @Test
  void onlyTheHolderOfTheLeaseMayWrite() throws IOException {
    files.create("/f");
    long id = files.inode("/f").id();
    assertThatThrownBy(() -> files.addBlock("/f", FilesFixture.OTHER, null)).isExactlyInstanceOf(LeaseExpiredException.class)
        .hasMessage("Client (=DFSClient_2) is not the lease owner (=DFSClient_1: /f (inode " + id
            + ") Holder DFSClient_2 does not have any open files.");
    files.fs().write(new DeleteOp("/f", false), files.root());
    assertThatThrownBy(() -> files.fs().write(new AddBlockOp("/f", FilesFixture.CLIENT, null, null, id, null, null), files.root()))
        .isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("File does not exist: /f (inode " + id + ") Holder DFSClient_1 does not have any open files.");
  }

  @Test
  void aFileThatWasRenamedIsWrittenOn() throws IOException {
    files.create("/f");
    long id = files.inode("/f").id();
    var first = files.addBlock("/f", null, 0);
    files.fs().write(new RenameOp("/f", "/g"), files.root());
    files.create("/f", FilesFixture.OTHER, org.apache.hadoop.fs.CreateFlag.CREATE);
    files.finalizeAll(first, 5);
    assertThat(files.fs().write(new CompleteOp("/f", FilesFixture.CLIENT, FilesFixture.sized(first, 5), id), files.root())).isTrue();
    assertThat(files.status("/g").getLen()).isEqualTo(5);
    assertThat(files.inode("/f").underConstruction()).isTrue();
  }

  @Test
  void anAbandonedBlockGoesAndItsWriterGetsAnother() throws IOException {
    files.create("/f");
    var first = files.addBlock("/f", null, 0);
    long id = files.inode("/f").id();
    files.fs().write(new AbandonBlockOp(first.getBlock(), id, "/f", FilesFixture.CLIENT), files.root());
    files.fs().write(new AbandonBlockOp(first.getBlock(), id, "/f", FilesFixture.CLIENT), files.root());
    assertThat(files.blocks("/f")).isEmpty();
    assertThat(files.namesystem().committed().get(Tables.BLOCK_OWNERS.key(first.getBlock().getBlockId()))).isNull();
    var excluded = new DatanodeInfoWithStorage[] {first.getLocations()[0]};
    var second = files.fs().write(new AddBlockOp("/f", FilesFixture.CLIENT, null, excluded, id, null, null), files.root()).located();
    assertThat(second.getLocations()).hasSize(2).doesNotContain(excluded);
  }

  @Test
  void withoutEnoughDataNodesThereIsNoBlock() throws IOException {
    files.create("/f");
    long id = files.inode("/f").id();
    var all = files.namesystem().registry().datanodes().toArray(DatanodeInfo[]::new);
    assertThatThrownBy(() -> files.fs().write(new AddBlockOp("/f", FilesFixture.CLIENT, null, all, id, null, null), files.root()))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("File /f could only be written to 0 of the 1 minReplication nodes. There are 3 datanode(s) running and 3 "
            + "node(s) are excluded in this operation.");
  }

  @Test
  void aCommitWithAnotherStampIsRefused() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    block.getBlock().setGenerationStamp(999);
    assertThatThrownBy(() -> files.complete("/f", block, 5)).isExactlyInstanceOf(IOException.class)
        .hasMessage("Commit block with mismatching GS. NN has blk_1073741825_1001, client submits blk_1073741825_999");
  }

  @Test
  void aBlocksPlaceAndExpectedReplicasAreRows() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    var owner = files.namesystem().committed().get(Tables.BLOCK_OWNERS.key(block.getBlock().getBlockId()));
    assertThat(owner.inodeId()).isEqualTo(files.inode("/f").id());
    assertThat(files.blocks("/f").get(0).replicas()).hasSize(3).allMatch(replica -> replica.state() == ReplicaState.EXPECTED);
  }
}
