package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.Tables;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.hdfs.protocol.DatanodeID;
import org.apache.hadoop.hdfs.server.blockmanagement.DatanodeDescriptor;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases: renewal, recovery on demand and by the clock, and the recovery of blocks that closes files. */
class LeaseTest {
  private FilesFixture files;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    files = new FilesFixture(directory.resolve("store"));
  }

  @AfterEach
  void stop() throws IOException {
    files.close();
  }

  private boolean recover(String path, String client) throws IOException {
    return files.fs().write(new RecoverLeaseOp(path, client), files.root());
  }

  private boolean closed(String path) throws IOException {
    return files.fs().read(new IsFileClosedOp(path), files.root());
  }

  private void expiryTurn() throws IOException {
    new LeaseExpiry(files.namesystem(), new Configuration(false)).run();
  }

  private void recoveryTurn() throws IOException {
    files.namesystem().recovery().turn();
  }

  @Test
  void aFileWithoutOpenBlocksIsClosedAtOnce() throws IOException {
    files.create("/f");
    assertThat(closed("/f")).isFalse();
    assertThat(recover("/f", FilesFixture.OTHER)).isTrue();
    assertThat(closed("/f")).isTrue();
    assertThat(recover("/f", FilesFixture.OTHER)).isTrue();
  }

  @Test
  void theLastBlockIsRecoveredThoughTheOneBeforeItWaitsForItsDataNodes() throws IOException {
    files.create("/f");
    var first = files.addBlock("/f", null, 0);
    files.addBlock("/f", first, 5);
    assertThat(files.blocks("/f").get(0).state()).isEqualTo(BlockState.COMMITTED);
    assertThat(recover("/f", FilesFixture.OTHER)).isFalse();
    assertThat(files.blocks("/f").get(1).state()).isEqualTo(BlockState.UNDER_RECOVERY);
  }

  @Test
  void aFileIsNotClosedWhileItsLastBlockIsRecovered() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    assertThat(recover("/f", FilesFixture.OTHER)).isFalse();
    assertThat(files.blocks("/f").get(0).state()).isEqualTo(BlockState.UNDER_RECOVERY);
    assertThat(files.inode("/f").clientName()).isEqualTo(FilesFixture.OTHER);
    var recovery = files.takeRecovery();
    assertThat(recovery.getBlock()).isEqualTo(block.getBlock());
    assertThat(recovery.getNewGenerationStamp()).isGreaterThan(block.getBlock().getGenerationStamp());
    assertThat(recovery.getLocations()).hasSize(3);

    files.commitRecovery(recovery, 77);
    assertThat(closed("/f")).isTrue();
    var row = files.blocks("/f").get(0);
    assertThat(row.state()).isEqualTo(BlockState.COMPLETE);
    assertThat(row.length()).isEqualTo(77);
    assertThat(row.generationStamp()).isEqualTo(recovery.getNewGenerationStamp());
    assertThat(row.recoveryId()).isZero();
    assertThat(row.replicas()).hasSize(3).allMatch(replica -> replica.state() == ReplicaState.FINALIZED);
    assertThat(files.status("/f").getLen()).isEqualTo(77);
    var rows = files.namesystem().committed();
    assertThat(files.namesystem().leases().files(rows, FilesFixture.OTHER)).isEmpty();
    for (var replica : row.replicas()) {
      assertThat(rows.get(Tables.STORAGE_BLOCKS.key(replica.storageId(), row.blockId())).length()).isEqualTo(77);
    }
  }

  @Test
  void aSecondRequestStartsNoSecondRecoveryUntilTheFirstIsOverdue() throws IOException {
    files.create("/f");
    files.addBlock("/f", null, 0);
    recover("/f", FilesFixture.OTHER);
    var first = files.takeRecovery();
    assertThat(recover("/f", FilesFixture.OTHER)).isFalse();
    assertThat(files.takeRecoveries()).isEmpty();
    recoveryTurn();
    assertThat(files.takeRecoveries()).isEmpty();
    files.fs().pass(Duration.ofSeconds(91));
    assertThat(recover("/f", FilesFixture.OTHER)).isFalse();
    recoveryTurn();
    var second = files.takeRecovery();
    assertThat(second.getNewGenerationStamp()).isGreaterThan(first.getNewGenerationStamp());
    assertThatThrownBy(() -> files.commitRecovery(first, 5)).isExactlyInstanceOf(IOException.class)
        .hasMessageStartingWith("The recovery id " + first.getNewGenerationStamp() + " does not match current recovery id "
            + second.getNewGenerationStamp());
    files.commitRecovery(second, 5);
    assertThat(closed("/f")).isTrue();
  }

  @Test
  void eachAttemptTriesAnotherPrimary() throws IOException {
    files.create("/f");
    files.addBlock("/f", null, 0);
    recover("/f", FilesFixture.OTHER);
    var primaries = new ArrayList<DatanodeDescriptor>();
    for (int attempt = 0; attempt < 3; attempt++) {
      primaries.add(files.namesystem().registry().datanodes().stream()
          .filter(datanode -> files.namesystem().commands().take(datanode, 0).length > 0).findAny().orElseThrow());
      files.fs().pass(Duration.ofSeconds(91));
      recoveryTurn();
    }
    assertThat(primaries).doesNotHaveDuplicates();
  }

  @Test
  void theNextLeaderGivesTheOrderThatItsPredecessorTookAlong() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    recover("/f", FilesFixture.OTHER);
    var stamp = files.blocks("/f").get(0).recoveryId();
    var next = files.fs().another();
    next.datanodes().lead(2);
    next.recovery().turn();
    assertThat(files.takeRecoveries(next)).singleElement().satisfies(recovery -> {
      assertThat(recovery.getBlock()).isEqualTo(block.getBlock());
      assertThat(recovery.getNewGenerationStamp()).isGreaterThan(stamp);
    });
  }

  @Test
  void aRecoveryThatAnotherNameNodeDecidesIsOrderedByTheLeader() throws IOException {
    files.create("/f");
    files.addBlock("/f", null, 0);
    var other = files.fs().another();
    new Operations(other, new Configuration(false)).write(new RecoverLeaseOp("/f", FilesFixture.OTHER), files.root()).await();
    assertThat(files.takeRecoveries(other)).isEmpty();
    recoveryTurn();
    files.commitRecovery(files.takeRecovery(), 7);
    assertThat(closed("/f")).isTrue();
    assertThat(files.namesystem().committed().scan(Scan.of(Tables.BLOCK_RECOVERIES.key()))).isEmpty();
  }

  @Test
  void aBlockWithoutAByteIsRemoved() throws IOException {
    files.create("/f");
    var first = files.addBlock("/f", null, 0);
    files.finalizeAll(first, 1024);
    var second = files.addBlock("/f", first, 1024);
    recover("/f", FilesFixture.OTHER);
    files.commitRecovery(files.takeRecovery(), 0);
    assertThat(closed("/f")).isTrue();
    assertThat(files.blocks("/f")).hasSize(1);
    assertThat(files.status("/f").getLen()).isEqualTo(1024);
    files.fs().write(new CommitBlockSynchronizationOp(second.getBlock(), 5000, 0, true, true, new DatanodeID[0], new String[0]),
        files.datanode());
    assertThatThrownBy(() -> files.fs().write(new CommitBlockSynchronizationOp(
        second.getBlock(), 5000, 1, true, false, new DatanodeID[0], new String[0]), files.datanode()))
        .isExactlyInstanceOf(IOException.class).hasMessage("Block (=" + second.getBlock() + ") not found");
  }

  @Test
  void aReplicaLeftOutOfARecoveryIsCorrupt() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    files.finalizeOn(block.getStorageIDs()[2], block.getBlock(), 50);
    recover("/f", FilesFixture.OTHER);
    var recovery = files.takeRecovery();
    var nodes = new DatanodeID[] {block.getLocations()[0], block.getLocations()[1]};
    var storages = new String[] {block.getStorageIDs()[0], block.getStorageIDs()[1]};
    files.fs().write(new CommitBlockSynchronizationOp(
        recovery.getBlock(), recovery.getNewGenerationStamp(), 60, true, false, nodes, storages), files.datanode());
    var row = files.blocks("/f").get(0);
    int left = files.namesystem().registry().storageId(block.getStorageIDs()[2]);
    assertThat(row.replicas()).filteredOn(replica -> replica.state() == ReplicaState.FINALIZED).hasSize(2);
    assertThat(row.replicas()).filteredOn(replica -> replica.storageId() == left)
        .allMatch(replica -> replica.state() == ReplicaState.CORRUPT);
    assertThat(files.locate("/f", 0, 60).get(0).getLocations()).hasSize(2);
  }

  @Test
  void recoveryOfACommittedBlockStillTakesPlace() throws IOException {
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    files.complete("/f", block, 9);
    assertThat(recover("/f", FilesFixture.OTHER)).isFalse();
    files.commitRecovery(files.takeRecovery(), 9);
    assertThat(closed("/f")).isTrue();
  }

  @Test
  void onlyWhoMayWriteTheFileRecoversItsLease() throws IOException {
    files.create("/f");
    assertThatThrownBy(() -> files.fs().write(new RecoverLeaseOp("/f", FilesFixture.OTHER), files.fs().user("bob")))
        .isExactlyInstanceOf(AccessControlException.class);
    assertThatThrownBy(() -> recover("/none", FilesFixture.OTHER)).isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("File does not exist: /none");
    assertThatThrownBy(() -> closed("/")).isExactlyInstanceOf(FileNotFoundException.class).hasMessage("Path is not a file: /");
  }

  @Test
  void aRenewedLeaseLasts() throws IOException {
    files.create("/f");
    for (int i = 0; i < 3; i++) {
      files.fs().pass(Duration.ofMinutes(15));
      files.fs().write(new RenewLeaseOp(FilesFixture.CLIENT), files.root());
      expiryTurn();
    }
    assertThat(closed("/f")).isFalse();
    assertThatThrownBy(() -> files.create("/f", FilesFixture.OTHER, CreateFlag.CREATE))
        .isExactlyInstanceOf(AlreadyBeingCreatedException.class);
  }

  @Test
  void aClientThatOpensManyFilesHasItsLeaseWrittenOnceAMomentAndKeepsItAsLongAsItMust() throws IOException {
    files.create("/first");
    long written = lastRenewed();
    files.fs().pass(Duration.ofMillis(400));
    files.create("/second");
    assertThat(lastRenewed()).isEqualTo(written);
    files.fs().pass(Duration.ofSeconds(60));
    assertThatThrownBy(() -> files.create("/second", FilesFixture.OTHER, CreateFlag.CREATE))
        .as("within the soft limit of its last call").isExactlyInstanceOf(AlreadyBeingCreatedException.class);
    files.create("/third");
    assertThat(lastRenewed()).isEqualTo(files.fs().now());
  }

  @Test
  void aLeaseThatWasForgottenIsWrittenAgain() throws IOException {
    files.write("/f", 1);
    files.fs().pass(Duration.ofSeconds(61));
    expiryTurn();
    assertThat(files.namesystem().leases().find(files.namesystem().committed(), FilesFixture.CLIENT)).isNull();
    files.create("/g");
    assertThat(lastRenewed()).isEqualTo(files.fs().now());
  }

  private long lastRenewed() throws IOException {
    return files.namesystem().leases().find(files.namesystem().committed(), FilesFixture.CLIENT).lastRenewed();
  }

  @Test
  void aStartedNameNodeRenewsAllLeases() throws IOException {
    files.create("/f");
    files.fs().pass(Duration.ofHours(2));
    files.namesystem().leases().renewAll(files.namesystem().committed(), files.namesystem().transactions());
    expiryTurn();
    assertThat(closed("/f")).isFalse();
  }

  @Test
  void afterTheHardLimitFilesAreClosedByHousekeeping() throws IOException {
    files.create("/empty");
    files.create("/f");
    var block = files.addBlock("/f", null, 0);
    files.fs().pass(Duration.ofMinutes(19));
    expiryTurn();
    assertThat(closed("/empty")).isFalse();
    files.fs().pass(Duration.ofMinutes(2));
    expiryTurn();
    assertThat(closed("/empty")).isTrue();
    assertThat(closed("/f")).isFalse();
    assertThat(files.inode("/f").clientName()).startsWith("HDFS_NameNode-");
    var recovery = files.takeRecovery();
    assertThat(recovery.getBlock()).isEqualTo(block.getBlock());
    files.commitRecovery(recovery, 3);
    assertThat(closed("/f")).isTrue();
  }

  @Test
  void aRecoveryThatNoDataNodeCarriesOutIsTriedAgainAfterTheHardLimit() throws IOException {
    files.create("/f");
    files.addBlock("/f", null, 0);
    files.fs().pass(Duration.ofMinutes(21));
    expiryTurn();
    var first = files.takeRecovery();
    files.fs().pass(Duration.ofMinutes(21));
    recoveryTurn();
    assertThat(files.takeRecovery().getNewGenerationStamp()).isGreaterThan(first.getNewGenerationStamp());
  }

  @Test
  void leasesWithoutFilesAreForgotten() throws IOException {
    files.write("/f", 1);
    var key = Tables.LEASES.key(FilesFixture.CLIENT);
    expiryTurn();
    assertThat(files.namesystem().committed().get(key)).isNotNull();
    files.fs().pass(Duration.ofMinutes(2));
    expiryTurn();
    assertThat(files.namesystem().committed().get(key)).isNull();
    files.fs().write(new RenewLeaseOp(FilesFixture.CLIENT), files.root());
    assertThat(files.namesystem().committed().get(key)).isNull();
  }

  @Test
  void theLeaseOfADeletedDirectorysFileIsLeftToTheReaper() throws IOException {
    files.create("/d/f");
    files.fs().write(new DeleteOp("/d", true), files.root());
    files.fs().pass(Duration.ofMinutes(21));
    expiryTurn();
    assertThat(files.namesystem().leases().files(files.namesystem().committed(), FilesFixture.CLIENT)).hasSize(1);
  }
}
