package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tck.CountingStore.Counts;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.tx.ReplayedRows;
import io.hopsfs.namenode.tx.SuspendedException;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often ops ask the store, with the hints for their directories warm: no change may add a round trip unseen. The table in
 * docs/performance.md is that of these tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundTripsTest {
  private static final byte[] FROM_START = new byte[0];

  FilesFixture files;
  private Caller root;
  private int tests;
  /** A directory of the running test's own, at depth 3. */
  private String here;
  private String there;
  private String warm;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException, InterruptedException {
    files = fixture(directory);
    root = files.root();
  }

  /** With a fresh store. */
  FilesFixture fixture(Path directory) throws IOException, InterruptedException {
    return new FilesFixture(directory.resolve("store"));
  }

  @AfterAll
  void stop() throws IOException {
    files.close();
  }

  @BeforeEach
  void warmUp() throws IOException {
    String own = "/a/b" + tests++;
    here = own + "/c";
    there = own + "/d";
    warm = here + "/warm";
    files.write(warm, 1);
    mkdir(there);
    files.locate(warm, 0, 1);
    files.status(there + "/none");
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T costs(Counts expected, Call<T> call) throws IOException {
    var before = files.fs().roundTrips();
    long waited = files.fs().store().roundTrips();
    T answer = call.run();
    assertThat(files.fs().roundTrips().minus(before)).isEqualTo(expected);
    assertThat(files.fs().store().roundTrips() - waited).as("round trips to other processes")
        .isEqualTo(files.fs().store().capabilities().shared() ? expected.total() : 0);
    return answer;
  }

  private static Counts reads(int batches) {
    return new Counts(batches, 0, 0, 0);
  }

  /** A transaction that writes: so many batches of reads, and the commit. */
  private static Counts transaction(int batches) {
    return new Counts(0, batches, 1, 0);
  }

  /** What changes a directory is announced first, where there are others who may know it. */
  private Counts announced(Counts change) {
    return files.fs().store().capabilities().shared()
        ? new Counts(change.reads(), change.transactionReads() + 1, change.commits() + 1, change.emptyCommits()) : change;
  }

  private boolean mkdir(String path) throws IOException {
    return files.fs().write(new MkdirsOp(path, new FsPermission(0755), true), root);
  }

  @Test
  void stat() throws IOException {
    assertThat(costs(reads(1), () -> files.status(warm))).isNotNull();
    assertThat(costs(reads(1), () -> files.status(here))).isNotNull();
    assertThat(costs(reads(1), () -> files.status(here + "/none"))).isNull();
  }

  @Test
  void listingOfADirectoryThatWasListedHere() throws IOException {
    assertThat(costs(reads(2), () -> list(here)).getPartialListing()).as("cold").hasSize(1);
    assertThat(costs(reads(1), () -> list(here)).getPartialListing()).hasSize(1);
    assertThat(costs(reads(1), () -> files.fs().read(new GetListingPageOp(here, FROM_START), root)).entries()).hasSize(1);
    assertThat(costs(reads(1), () -> list(here + "/none"))).isNull();
  }

  @Test
  void listingOfADirectoryThatTookTheNameOfAnother() throws IOException {
    mkdir(there + "/listed");
    list(there + "/listed");
    files.fs().write(new DeleteOp(there + "/listed", true), root);
    files.fs().write(new RenameOp(here, there + "/listed"), root);
    assertThat(costs(reads(2), () -> list(there + "/listed")).getPartialListing()).hasSize(1);
    assertThat(costs(reads(1), () -> list(there + "/listed")).getPartialListing()).hasSize(1);
    files.fs().write(new DeleteOp(there + "/listed", true), root);
    files.write(there + "/listed", 7);
    assertThat(costs(reads(1), () -> list(there + "/listed")).getPartialListing()[0].getLen()).as("a file by now").isEqualTo(7);
  }

  private DirectoryListing list(String path) throws IOException {
    return files.fs().read(new GetListingOp(path, FROM_START, false), root);
  }

  @Test
  void openOfAFileThatWasWrittenHere() throws IOException {
    files.write(here + "/four", 1024, 1024, 1024, 5);
    assertThat(costs(reads(1), () -> files.locate(here + "/four", 0, 4096)).locatedBlockCount()).isEqualTo(4);
    assertThat(costs(reads(1), () -> files.fs().read(new GetLocatedFileInfoOp(here + "/four"), root)).isFile()).isTrue();
  }

  @Test
  void openOfAFileThatWasOpenedHere() throws IOException {
    files.write(here + "/f", 7);
    files.fs().write(new RenameOp(here + "/f", here + "/g"), root);
    assertThat(costs(reads(2), () -> files.locate(here + "/g", 0, 1)).getFileLength()).as("cold").isEqualTo(7);
    assertThat(costs(reads(1), () -> files.locate(here + "/g", 0, 1)).getFileLength()).isEqualTo(7);
  }

  @Test
  void openOfAFileThatTookTheNameOfAnother() throws IOException {
    files.write(here + "/new", 1024, 8);
    files.fs().write(new Rename2Op(here + "/new", warm, Options.Rename.OVERWRITE), root);
    assertThat(costs(reads(2), () -> files.locate(warm, 0, 4096)).getFileLength()).isEqualTo(1032);
    assertThat(costs(reads(1), () -> files.locate(warm, 0, 4096)).locatedBlockCount()).isEqualTo(2);
  }

  /** As the Netty transport runs reads of a remote store: hints that a run leaves behind must not make the next one ask again. */
  @Test
  void readsInPiecesCostNoMoreThanOthersWhereNothingIsKnownOfThePath() throws IOException {
    for (boolean inPieces : new boolean[] {false, true}) {
      String cold = here + "/" + inPieces;
      files.write(cold + "/a/b/f", 7);
      var other = files.fs().another();
      costs(reads(8), () -> read(inPieces, new GetBlockLocationsOp(cold + "/a/b/f", 0, 1), other));
      costs(reads(1), () -> read(inPieces, new GetBlockLocationsOp(cold + "/a/b/f", 0, 1), other));
      var third = files.fs().another();
      costs(reads(7), () -> read(inPieces, new GetListingPageOp(cold + "/a/b", FROM_START), third));
    }
  }

  private <T> T read(boolean inPieces, ReadOp<T> op, Namesystem namesystem) throws IOException {
    if (!inPieces) {
      return op.run(namesystem.committed(), root, namesystem);
    }
    var rows = new ReplayedRows(namesystem.committed());
    while (true) {
      try {
        return rows.run(() -> op.run(namesystem.committed(), root, namesystem));
      } catch (SuspendedException e) {
        assertThat(rows.mayGoOn()).isTrue();
        rows.awaited().join();
      }
    }
  }

  @Test
  void writingAFile() throws IOException {
    costs(transaction(1), () -> files.create(here + "/f"));
    long id = files.inode(here + "/f").id();
    LocatedBlock first = costs(transaction(1), () -> add(id, null, 0));
    files.finalizeAll(first, 1024);
    LocatedBlock second = costs(transaction(2), () -> add(id, first, 1024));
    costs(transaction(2), () -> files.fs().write(new FsyncOp(here + "/f", id, FilesFixture.CLIENT, 5), root));
    costs(transaction(1), () -> files.fs().write(new RenewLeaseOp(FilesFixture.CLIENT), root));
    files.finalizeAll(second, 10);
    assertThat(costs(transaction(2), () -> files.fs().write(
        new CompleteOp(here + "/f", FilesFixture.CLIENT, FilesFixture.sized(second, 10), id), root))).isTrue();
  }

  private LocatedBlock add(long id, LocatedBlock previous, long length) throws IOException {
    return files.fs().write(new AddBlockOp(here + "/f", FilesFixture.CLIENT,
        previous == null ? null : FilesFixture.sized(previous, length), null, id, null, null), root).located();
  }

  @Test
  void makingADirectory() throws IOException {
    costs(transaction(1), () -> mkdir(here + "/made"));
    costs(new Counts(0, 1, 0, 1), () -> mkdir(here + "/made"));
  }

  @Test
  void renaming() throws IOException {
    files.write(here + "/f", 7);
    costs(transaction(1), () -> files.fs().write(new RenameOp(here + "/f", here + "/g"), root));
    costs(transaction(1), () -> files.fs().write(new RenameOp(here + "/g", there + "/h"), root));
    costs(transaction(1), () -> files.fs().write(new Rename2Op(there + "/h", there + "/i"), root));
  }

  @Test
  void deleting() throws IOException {
    files.write(here + "/f", 7);
    files.write(here + "/g");
    mkdir(here + "/made");
    costs(transaction(2), () -> files.fs().write(new DeleteOp(here + "/f", false), root));
    costs(transaction(1), () -> files.fs().write(new DeleteOp(here + "/g", false), root));
    costs(announced(transaction(1)), () -> files.fs().write(new DeleteOp(here + "/made", false), root));
  }

  @Test
  void deletingByAnOrdinaryUserLooksFirstAtWhatLiesBelowADirectory() throws IOException {
    files.write(here + "/f", 7);
    files.write(here + "/made/g", 7);
    files.fs().write(new SetPermissionOp(here, new FsPermission((short) 0777)), root);
    files.fs().write(new SetPermissionOp(here + "/made", new FsPermission((short) 0777)), root);
    costs(transaction(2), () -> files.fs().write(new DeleteOp(here + "/f", false), files.fs().user("somebody")));
    costs(announced(new Counts(2, 1, 1, 0)), () -> files.fs().write(new DeleteOp(here + "/made", true), files.fs().user("somebody")));
  }

  @Test
  void reapingTheFilesOfADirectoryTakesTheSameHoweverManyThereAre() throws IOException {
    assertThat(reapingADirectoryOf(12)).isEqualTo(reapingADirectoryOf(2));
  }

  private Counts reapingADirectoryOf(int count) throws IOException {
    String directory = here + "/of" + count;
    for (int i = 0; i < count; i++) {
      files.write(directory + "/f" + i, 7);
    }
    var reaper = new Reaper(files.fs().namesystem());
    reaper.run();
    files.fs().write(new DeleteOp(directory, true), root);
    var before = files.fs().roundTrips();
    reaper.run();
    return files.fs().roundTrips().minus(before);
  }

  @Test
  void changingAttributes() throws IOException {
    costs(transaction(1), () -> files.fs().write(new SetPermissionOp(warm, new FsPermission(0600)), root));
    costs(announced(transaction(1)), () -> files.fs().write(new SetPermissionOp(here, new FsPermission(0711)), root));
    costs(transaction(1), () -> files.fs().write(new SetTimesOp(warm, 1, 2), root));
    costs(transaction(3), () -> files.fs().write(new SetReplicationOp(warm, (short) 2), root));
  }
}
