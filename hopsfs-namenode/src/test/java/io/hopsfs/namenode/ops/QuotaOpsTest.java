package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.Scan;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.ops.fsck.MetadataFsck;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.PathIsNotDirectoryException;
import org.apache.hadoop.fs.QuotaUsage;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.NSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.QuotaByStorageTypeExceededException;
import org.apache.hadoop.hdfs.server.namenode.UnsupportedActionException;
import org.apache.hadoop.security.AccessControlException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Quotas and their counters: after each test a recount must find what the counters say. */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class QuotaOpsTest {
  private static final long KEEP = HdfsConstants.QUOTA_DONT_SET;
  private static final long CLEAR = HdfsConstants.QUOTA_RESET;
  private static final long BLOCK = FilesFixture.BLOCK_SIZE;
  private static final int REPLICATION = 3;

  @TempDir
  private Path directory;
  private FilesFixture files;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    files = new FilesFixture(directory.resolve("store"));
    mkdir("/q");
  }

  @AfterEach
  void countersEqualARecount() throws IOException {
    new Reaper(files.namesystem()).run();
    var ns = files.namesystem();
    assertThat(new MetadataFsck(ns.committed(), ns.tree(), ns.fileUsages()).check()).isEmpty();
    assertThat(ns.committed().scan(Scan.of(Tables.SUBTREE_OPS.key()))).isEmpty();
    files.close();
  }

  // ---- setQuota

  @Test
  void aQuotaAndWhatIsUsedOfItAreTold() throws IOException {
    setQuota("/q", 10, 100 * BLOCK);
    mkdir("/q/a");
    files.write("/q/a/f", BLOCK, 100);

    var usage = usage("/q");
    assertThat(usage.getQuota()).isEqualTo(10);
    assertThat(usage.getSpaceQuota()).isEqualTo(100 * BLOCK);
    assertThat(usage.getFileAndDirectoryCount()).isEqualTo(3);
    assertThat(usage.getSpaceConsumed()).isEqualTo(REPLICATION * (BLOCK + 100));
    assertThat(usage.getTypeQuota(StorageType.DISK)).isEqualTo(-1);
    var summary = files.fs().read(new GetContentSummaryOp("/q"), files.root());
    assertThat(summary.getQuota()).isEqualTo(10);
    assertThat(summary.getSpaceQuota()).isEqualTo(100 * BLOCK);
    assertThat(summary.getDirectoryCount()).isEqualTo(2);
  }

  @Test
  void thoseOfADirectoryThatHasContentAreCountedWhenTheQuotaIsSet() throws IOException {
    files.write("/q/a/b/f", BLOCK);
    files.write("/q/g", 10);
    files.create("/q/open");
    files.addBlock("/q/open", null, 0);
    setQuota("/q", 3, KEEP);

    assertUsed("/q", 6, REPLICATION * (2 * BLOCK + 10));
    assertNamespaceExceeded("/q", 3, 7, () -> mkdir("/q/more"));
  }

  @Test
  void aDirectoryWithAQuotaInsideIsCountedByItsCounters() throws IOException {
    files.write("/q/a/f", BLOCK);
    setQuota("/q/a", 10, KEEP);
    files.write("/q/a/b/g", 10);
    files.write("/q/h", 10);
    setQuota("/q", 10, KEEP);
    assertUsed("/q", 6, REPLICATION * (BLOCK + 20));
    assertUsed("/q/a", 4, REPLICATION * (BLOCK + 10));
  }

  @Test
  void oneKindOfQuotaIsSetWithoutTheOther() throws IOException {
    setQuota("/q", 5, KEEP);
    setQuota("/q", KEEP, 7);
    setTypeQuota("/q", 9, StorageType.SSD);
    var usage = usage("/q");
    assertThat(usage.getQuota()).isEqualTo(5);
    assertThat(usage.getSpaceQuota()).isEqualTo(7);
    assertThat(usage.getTypeQuota(StorageType.SSD)).isEqualTo(9);
  }

  @Test
  void clearingTheLastQuotaEndsTheCounting() throws IOException {
    setQuota("/q", 5, 7);
    setQuota("/q", CLEAR, KEEP);
    assertThat(usage("/q").getQuota()).isEqualTo(-1);
    assertThat(quotaRows()).isOne();
    setQuota("/q", KEEP, CLEAR);
    assertThat(quotaRows()).isZero();
    assertThat(usage("/q").getSpaceQuota()).isEqualTo(-1);
    setQuota("/q", CLEAR, CLEAR);
    assertThat(quotaRows()).isZero();
  }

  @Test
  void theRootHasAQuotaFromBirthThatCanBeLoweredButNotCleared() throws IOException {
    assertThat(usage("/").getQuota()).isEqualTo(Long.MAX_VALUE);
    setQuota("/", 3, KEEP);
    assertNamespaceExceeded("/", 3, 4, () -> {
      mkdir("/one");
      mkdir("/two");
    });
    assertThat(usage("/").getFileAndDirectoryCount()).isEqualTo(3);
    setQuota("/", CLEAR, KEEP);
    assertThat(usage("/").getQuota()).isEqualTo(Long.MAX_VALUE);
    mkdir("/two");
  }

  @Test
  void illegalRequestsAreRefusedAsByHdfs() throws IOException {
    assertThatThrownBy(() -> setQuota("/q", -2, 5)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Illegal value for nsQuota or ssQuota : -2 and 5");
    assertThatThrownBy(() -> setQuota("/q", 2, -5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> files.fs().write(new SetQuotaOp("/q", 5, 5, StorageType.SSD), files.root()))
        .isInstanceOf(UnsupportedActionException.class);
    assertThatThrownBy(() -> setQuota("/none", 5, 5)).isInstanceOf(FileNotFoundException.class)
        .hasMessage("Directory does not exist: /none");
    files.write("/q/f", 10);
    assertThatThrownBy(() -> setQuota("/q/f", 5, 5)).isInstanceOf(PathIsNotDirectoryException.class);
    assertThatThrownBy(() -> files.fs().write(new SetQuotaOp("/q", 5, 5, null), files.fs().user("alice")))
        .isInstanceOf(AccessControlException.class).hasMessageContaining("Superuser privilege is required");
  }

  // ---- namespace

  @Test
  void makingDirectoriesStopsWhereTheQuotaEnds() throws IOException {
    setQuota("/q", 3, KEEP);
    assertNamespaceExceeded("/q", 3, 4, () -> mkdir("/q/a/b/c"));
    assertThat(files.status("/q/a/b")).isNotNull();
    assertUsed("/q", 3, 0);
  }

  @Test
  void theDeepestQuotaThatIsExceededIsNamed() throws IOException {
    mkdir("/q/a");
    setQuota("/q", 2, KEEP);
    setQuota("/q/a", 1, KEEP);
    assertNamespaceExceeded("/q/a", 1, 2, () -> mkdir("/q/a/b"));
  }

  @Test
  void replacingAFileTakesNoMore() throws IOException {
    setQuota("/q", 2, 4 * BLOCK * REPLICATION);
    files.write("/q/f", BLOCK, 5);
    files.create("/q/f", FilesFixture.CLIENT, CreateFlag.CREATE, CreateFlag.OVERWRITE);
    assertUsed("/q", 2, 0);
    assertNamespaceExceeded("/q", 2, 3, () -> files.create("/q/g"));
  }

  @Test
  void aFileThatIsReplacedWhereMoreIsInUseThanAllowedIsLostAsInHdfs() throws IOException {
    files.write("/q/f", 10);
    setQuota("/q", 1, KEEP);
    assertNamespaceExceeded("/q", 1, 2, () -> files.create("/q/f", FilesFixture.CLIENT, CreateFlag.CREATE, CreateFlag.OVERWRITE));
    assertThat(files.status("/q/f")).isNull();
    assertThat(files.fs().read(new GetListingOp("/q", new byte[0], false), files.root()).getPartialListing()).isEmpty();
    assertUsed("/q", 1, 0);
  }

  // ---- space

  @Test
  void aBlockTakesItsWholeSizeUntilItsLengthIsKnown() throws IOException {
    setQuota("/q", KEEP, 3 * BLOCK * REPLICATION);
    files.create("/q/f");
    var first = files.addBlock("/q/f", null, 0);
    assertUsed("/q", 2, BLOCK * REPLICATION);
    files.finalizeAll(first, 100);
    assertUsed("/q", 2, BLOCK * REPLICATION);
    var second = files.addBlock("/q/f", first, 100);
    assertUsed("/q", 2, (BLOCK + 100) * REPLICATION);
    files.finalizeAll(second, 50);
    assertThat(files.complete("/q/f", second, 50)).isTrue();
    assertUsed("/q", 2, 150 * REPLICATION);
  }

  @Test
  void aBlockForWhichThereIsNoRoomIsRefusedButTheOneBeforeIsKept() throws IOException {
    setQuota("/q", KEEP, 2 * BLOCK * REPLICATION - 1);
    files.create("/q/f");
    var first = files.addBlock("/q/f", null, 0);
    files.finalizeAll(first, BLOCK);
    assertSpaceExceeded("/q", 2 * BLOCK * REPLICATION - 1, 2 * BLOCK * REPLICATION, () -> files.addBlock("/q/f", first, BLOCK));
    assertThat(files.complete("/q/f", first, BLOCK)).isTrue();
    assertUsed("/q", 2, BLOCK * REPLICATION);
  }

  @Test
  void anAbandonedBlockTakesNothing() throws IOException {
    setQuota("/q", KEEP, 3 * BLOCK * REPLICATION);
    files.create("/q/f");
    var block = files.addBlock("/q/f", null, 0);
    files.fs().write(new AbandonBlockOp(block.getBlock(), files.inode("/q/f").id(), "/q/f", FilesFixture.CLIENT), files.root());
    assertUsed("/q", 2, 0);
  }

  @Test
  void appendingTakesTheRestOfTheBlock() throws IOException {
    setQuota("/q", KEEP, BLOCK * REPLICATION);
    files.write("/q/f", 100);
    append("/q/f", CreateFlag.APPEND);
    assertUsed("/q", 2, BLOCK * REPLICATION);
    files.fs().write(new CompleteOp("/q/f", FilesFixture.CLIENT, null, files.inode("/q/f").id()), files.root());
  }

  @Test
  void appendingWhereTheRestOfTheBlockHasNoRoomIsRefused() throws IOException {
    files.write("/q/f", 100);
    setQuota("/q", KEEP, BLOCK * REPLICATION - 1);
    assertSpaceExceeded("/q", BLOCK * REPLICATION - 1, BLOCK * REPLICATION, () -> append("/q/f", CreateFlag.APPEND));
    assertSpaceExceeded("/q", BLOCK * REPLICATION - 1, BLOCK * REPLICATION,
        () -> append("/q/f", CreateFlag.APPEND, CreateFlag.NEW_BLOCK));
  }

  @Test
  void truncatingFreesBlocksAndTakesAWholeOneForTheLastUntilItIsCut() throws IOException {
    setQuota("/q", KEEP, 4 * BLOCK * REPLICATION);
    files.write("/q/f", BLOCK, BLOCK, 500);
    assertThat(files.fs().write(new TruncateOp("/q/f", 2 * BLOCK, FilesFixture.CLIENT), files.root())).isTrue();
    assertUsed("/q", 2, 2 * BLOCK * REPLICATION);
    assertThat(files.fs().write(new TruncateOp("/q/f", 300, FilesFixture.CLIENT), files.root())).isFalse();
    assertUsed("/q", 2, BLOCK * REPLICATION);
    files.commitRecovery(files.takeRecovery(), 300);
    assertUsed("/q", 2, 300 * REPLICATION);
  }

  @Test
  void theRecoveryOfASilentWritersFileFreesWhatItHasNotWritten() throws IOException {
    setQuota("/q", KEEP, 4 * BLOCK * REPLICATION);
    files.create("/q/f");
    files.addBlock("/q/f", null, 0);
    files.fs().pass(Duration.ofHours(2));
    files.fs().write(new RecoverLeaseOp("/q/f", FilesFixture.OTHER), files.root());
    assertUsed("/q", 2, BLOCK * REPLICATION);
    files.commitRecovery(files.takeRecovery(), 77);
    assertUsed("/q", 2, 77 * REPLICATION);
  }

  @Test
  void aBlockThatRecoveryFindsEmptyIsNotCounted() throws IOException {
    setQuota("/q", KEEP, 4 * BLOCK * REPLICATION);
    files.create("/q/f");
    files.addBlock("/q/f", null, 0);
    files.fs().write(new RecoverLeaseOp("/q/f", FilesFixture.OTHER), files.root());
    files.commitRecovery(files.takeRecovery(), 0);
    assertUsed("/q", 2, 0);
  }

  @Test
  void moreReplicasTakeMoreSpaceIfThereIsRoom() throws IOException {
    setQuota("/q", KEEP, 4 * BLOCK * REPLICATION);
    files.write("/q/f");
    files.write("/q/g", 100);
    files.fs().write(new SetReplicationOp("/q/g", (short) 2), files.root());
    assertUsed("/q", 3, 200);
    setQuota("/q", KEEP, 299);
    assertSpaceExceeded("/q", 299, 300, () -> files.fs().write(new SetReplicationOp("/q/g", (short) 3), files.root()));
    assertUsed("/q", 3, 200);
    setQuota("/q", KEEP, 100);
    assertThat(files.fs().write(new SetReplicationOp("/q/g", (short) 1), files.root())).isTrue();
    assertUsed("/q", 3, 100);
  }

  @Test
  void concatenatedFilesAreOne() throws IOException {
    setQuota("/q", 5, 10 * BLOCK * REPLICATION);
    files.write("/q/a", BLOCK);
    files.write("/q/b", BLOCK);
    files.write("/q/c", 100);
    files.fs().write(new SetReplicationOp("/q/c", (short) 1), files.root());
    assertUsed("/q", 4, 2 * BLOCK * REPLICATION + 100);
    files.fs().write(new ConcatOp("/q/a", new String[] {"/q/b", "/q/c"}), files.root());
    assertUsed("/q", 2, (2 * BLOCK + 100) * REPLICATION);
  }

  @Test
  void filesWithAStoragePolicyAreCountedByType() throws IOException {
    setTypeQuota("/q", 2 * BLOCK, StorageType.SSD);
    files.fs().write(new CreateOp("/q/f", new FsPermission(0644), FilesFixture.CLIENT, EnumSet.of(CreateFlag.CREATE), true, (short) 2,
        BLOCK, null, HdfsConstants.ALLSSD_STORAGE_POLICY_NAME), files.root());
    var block = files.addBlock("/q/f", null, 0);
    assertThat(usage("/q").getTypeConsumed(StorageType.SSD)).isEqualTo(2 * BLOCK);
    files.finalizeAll(block, BLOCK);
    assertThatThrownBy(() -> files.addBlock("/q/f", block, BLOCK)).isInstanceOf(QuotaByStorageTypeExceededException.class)
        .hasMessageContaining("Quota by storage type : SSD on path : /q is exceeded. quota = 2 KB but space consumed = 4 KB");
    assertThat(files.complete("/q/f", block, BLOCK)).isTrue();
    assertThat(usage("/q").getTypeConsumed(StorageType.DISK)).isZero();
    files.write("/q/plain", BLOCK);
    assertThat(usage("/q").getTypeConsumed(StorageType.DISK)).isZero();
    delete("/q/f");
    assertThat(usage("/q").getTypeConsumed(StorageType.SSD)).isZero();
  }

  // ---- removal

  @Test
  void whatIsDeletedIsCountedNoMore() throws IOException {
    setQuota("/q", 100, 100 * BLOCK * REPLICATION);
    files.write("/q/a/f", BLOCK);
    files.write("/q/a/b/g", 10);
    files.write("/q/c", 20);
    files.create("/q/a/open");
    files.addBlock("/q/a/open", null, 0);
    mkdir("/q/empty");
    assertUsed("/q", 8, (2 * BLOCK + 30) * REPLICATION);
    delete("/q/c");
    delete("/q/empty");
    assertUsed("/q", 6, (2 * BLOCK + 10) * REPLICATION);
    delete("/q/a");
    assertUsed("/q", 1, 0);
  }

  @Test
  void aDirectoryWithAQuotaIsDeletedWithItsCounters() throws IOException {
    setQuota("/q", 100, 100 * BLOCK * REPLICATION);
    files.write("/q/a/f", BLOCK);
    setQuota("/q/a", 100, KEEP);
    files.write("/q/a/b/g", 10);
    mkdir("/q/a/b/c");
    setQuota("/q/a/b", 100, KEEP);
    delete("/q/a");
    assertUsed("/q", 1, 0);
    delete("/q");
    new Reaper(files.namesystem()).run();
    assertThat(quotaRows()).isZero();
  }

  // ---- moves

  @Test
  void whatMovesIsCountedWhereItIs() throws IOException {
    mkdir("/p");
    setQuota("/p", 100, 100 * BLOCK * REPLICATION);
    setQuota("/q", 100, 100 * BLOCK * REPLICATION);
    files.write("/p/a/f", BLOCK);
    files.write("/p/a/b/g", 10);
    files.write("/p/h", 20);
    rename("/p/a", "/q/a");
    rename("/p/h", "/q/h");
    assertUsed("/p", 1, 0);
    assertUsed("/q", 6, (BLOCK + 30) * REPLICATION);
    setQuota("/q/a", 50, KEEP);
    rename("/q/a", "/a");
    assertUsed("/q", 2, 20 * REPLICATION);
    assertUsed("/a", 4, (BLOCK + 10) * REPLICATION);
    rename("/a", "/p/a");
    assertUsed("/p", 5, (BLOCK + 10) * REPLICATION);
    rename("/p/a/b", "/p/b");
    assertUsed("/p", 5, (BLOCK + 10) * REPLICATION);
    assertUsed("/p/a", 2, BLOCK * REPLICATION);
  }

  @Test
  void aMoveToWhereThereIsNoRoomIsRefused() throws IOException {
    setQuota("/q", 2, KEEP);
    files.write("/p/a/f", BLOCK);
    assertNamespaceExceeded("/q", 2, 3, () -> rename("/p/a", "/q/a"));
    assertThat(files.status("/p/a/f")).isNotNull();
    setQuota("/q", CLEAR, BLOCK * REPLICATION - 1);
    assertSpaceExceeded("/q", BLOCK * REPLICATION - 1, BLOCK * REPLICATION, () -> rename("/p/a/f", "/q/f"));
    assertUsed("/q", 1, 0);
  }

  @Test
  void aMoveBelowAQuotaThatIsUsedUpIsAllowed() throws IOException {
    files.write("/q/a/f", BLOCK);
    mkdir("/q/b");
    setQuota("/q", 1, 0);
    rename("/q/a", "/q/b/a");
    assertUsed("/q", 4, BLOCK * REPLICATION);
  }

  @Test
  void whatAMoveReplacesMakesRoom() throws IOException {
    files.write("/q/f", BLOCK);
    files.write("/p/f", BLOCK);
    files.write("/p/big", BLOCK, 1);
    setQuota("/q", 2, BLOCK * REPLICATION);
    files.fs().write(new Rename2Op("/p/f", "/q/f", Options.Rename.OVERWRITE), files.root());
    assertUsed("/q", 2, BLOCK * REPLICATION);
    assertSpaceExceeded("/q", BLOCK * REPLICATION, (BLOCK + 1) * REPLICATION,
        () -> files.fs().write(new Rename2Op("/p/big", "/q/f", Options.Rename.OVERWRITE), files.root()));
  }

  @Test
  void aDirectoryWithAQuotaMayBeReplacedByAMove() throws IOException {
    setQuota("/q", 10, KEEP);
    mkdir("/q/a");
    setQuota("/q/a", 10, KEEP);
    mkdir("/p/b/c");
    files.fs().write(new Rename2Op("/p/b", "/q/a", Options.Rename.OVERWRITE), files.root());
    assertUsed("/q", 3, 0);
    assertThat(quotaRows()).isOne();
  }

  // ---- words

  private void mkdir(String path) throws IOException {
    files.fs().write(new MkdirsOp(path, new FsPermission(0755), true), files.root());
  }

  private void delete(String path) throws IOException {
    assertThat(files.fs().write(new DeleteOp(path, true), files.root())).isTrue();
  }

  private void rename(String src, String dst) throws IOException {
    files.fs().write(new Rename2Op(src, dst), files.root());
  }

  private void append(String path, CreateFlag first, CreateFlag... more) throws IOException {
    files.fs().write(new AppendOp(path, FilesFixture.CLIENT, EnumSet.of(first, more)), files.root());
  }

  private void setQuota(String path, long inodes, long space) throws IOException {
    files.fs().write(new SetQuotaOp(path, inodes, space, null), files.root());
  }

  private void setTypeQuota(String path, long bytes, StorageType type) throws IOException {
    files.fs().write(new SetQuotaOp(path, KEEP, bytes, type), files.root());
  }

  private QuotaUsage usage(String path) throws IOException {
    return files.fs().read(new GetQuotaUsageOp(path), files.root());
  }

  private int quotaRows() throws IOException {
    return files.namesystem().committed().scan(Scan.of(Tables.DIR_QUOTAS.key())).size();
  }

  private void assertUsed(String path, long inodes, long space) throws IOException {
    var usage = usage(path);
    assertThat(usage.getFileAndDirectoryCount()).as("inodes of " + path).isEqualTo(inodes);
    assertThat(usage.getSpaceConsumed()).as("space of " + path).isEqualTo(space);
  }

  private static void assertNamespaceExceeded(String path, long quota, long count, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NSQuotaExceededException.class).hasMessage(
        "The NameSpace quota (directories and files) of directory " + path + " is exceeded: quota=" + quota + " file count=" + count);
  }

  private static void assertSpaceExceeded(String path, long quota, long used, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(DSQuotaExceededException.class).hasMessageStartingWith(
        "The DiskSpace quota of " + path + " is exceeded: quota = " + quota + " B").hasMessageContaining("diskspace consumed = " + used + " B");
  }
}
