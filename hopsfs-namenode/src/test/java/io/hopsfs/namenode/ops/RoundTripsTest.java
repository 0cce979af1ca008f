package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tck.CountingStore.Counts;
import io.hopsfs.namenode.namespace.Caller;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often ops ask the store, with the hints for their directories warm: no change may add a round trip unseen. The table in
 * docs/performance.md is that of these tests.
 */
class RoundTripsTest {
  private static final byte[] FROM_START = new byte[0];

  private FilesFixture files;
  private Caller root;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    files = new FilesFixture(directory.resolve("store"));
    root = files.root();
    files.write("/a/b/c/warm", 1);
    mkdir("/a/b/d");
    files.locate("/a/b/c/warm", 0, 1);
    files.status("/a/b/d/none");
  }

  @AfterEach
  void stop() throws IOException {
    files.close();
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T costs(Counts expected, Call<T> call) throws IOException {
    var before = files.fs().roundTrips();
    T answer = call.run();
    assertThat(files.fs().roundTrips().minus(before)).isEqualTo(expected);
    return answer;
  }

  private static Counts reads(int batches) {
    return new Counts(batches, 0, 0, 0);
  }

  /** A transaction that writes: so many batches of reads, and the commit. */
  private static Counts transaction(int batches) {
    return new Counts(0, batches, 1, 0);
  }

  private boolean mkdir(String path) throws IOException {
    return files.fs().write(new MkdirsOp(path, new FsPermission(0755), true), root);
  }

  @Test
  void stat() throws IOException {
    assertThat(costs(reads(1), () -> files.status("/a/b/c/warm"))).isNotNull();
    assertThat(costs(reads(1), () -> files.status("/a/b/c"))).isNotNull();
    assertThat(costs(reads(1), () -> files.status("/a/b/c/none"))).isNull();
  }

  @Test
  void listing() throws IOException {
    assertThat(costs(reads(2), () -> files.fs().read(new GetListingOp("/a/b/c", FROM_START, false), root)).getPartialListing())
        .hasSize(1);
  }

  @Test
  void openOfAFileThatWasWrittenHere() throws IOException {
    files.write("/a/b/c/four", 1024, 1024, 1024, 5);
    assertThat(costs(reads(1), () -> files.locate("/a/b/c/four", 0, 4096)).locatedBlockCount()).isEqualTo(4);
    assertThat(costs(reads(1), () -> files.fs().read(new GetLocatedFileInfoOp("/a/b/c/four"), root)).isFile()).isTrue();
  }

  @Test
  void openOfAFileThatWasOpenedHere() throws IOException {
    files.write("/a/b/c/f", 7);
    files.fs().write(new RenameOp("/a/b/c/f", "/a/b/c/g"), root);
    assertThat(costs(reads(2), () -> files.locate("/a/b/c/g", 0, 1)).getFileLength()).as("cold").isEqualTo(7);
    assertThat(costs(reads(1), () -> files.locate("/a/b/c/g", 0, 1)).getFileLength()).isEqualTo(7);
  }

  @Test
  void openOfAFileThatTookTheNameOfAnother() throws IOException {
    files.write("/a/b/c/new", 1024, 8);
    files.fs().write(new Rename2Op("/a/b/c/new", "/a/b/c/warm", Options.Rename.OVERWRITE), root);
    assertThat(costs(reads(2), () -> files.locate("/a/b/c/warm", 0, 4096)).getFileLength()).isEqualTo(1032);
    assertThat(costs(reads(1), () -> files.locate("/a/b/c/warm", 0, 4096)).locatedBlockCount()).isEqualTo(2);
  }

  @Test
  void writingAFile() throws IOException {
    costs(transaction(1), () -> files.create("/a/b/c/f"));
    long id = files.inode("/a/b/c/f").id();
    LocatedBlock first = costs(transaction(1), () -> add(id, null, 0));
    files.finalizeAll(first, 1024);
    LocatedBlock second = costs(transaction(2), () -> add(id, first, 1024));
    costs(transaction(2), () -> files.fs().write(new FsyncOp("/a/b/c/f", id, FilesFixture.CLIENT, 5), root));
    costs(transaction(1), () -> files.fs().write(new RenewLeaseOp(FilesFixture.CLIENT), root));
    files.finalizeAll(second, 10);
    assertThat(costs(transaction(2), () -> files.fs().write(
        new CompleteOp("/a/b/c/f", FilesFixture.CLIENT, FilesFixture.sized(second, 10), id), root))).isTrue();
  }

  private LocatedBlock add(long id, LocatedBlock previous, long length) throws IOException {
    return files.fs().write(new AddBlockOp("/a/b/c/f", FilesFixture.CLIENT,
        previous == null ? null : FilesFixture.sized(previous, length), null, id, null, null), root);
  }

  @Test
  void makingADirectory() throws IOException {
    costs(transaction(2), () -> mkdir("/a/b/c/made"));
    costs(new Counts(0, 1, 0, 1), () -> mkdir("/a/b/c/made"));
  }

  @Test
  void renaming() throws IOException {
    files.write("/a/b/c/f", 7);
    costs(transaction(2), () -> files.fs().write(new RenameOp("/a/b/c/f", "/a/b/c/g"), root));
    costs(transaction(2), () -> files.fs().write(new RenameOp("/a/b/c/g", "/a/b/d/h"), root));
    costs(transaction(2), () -> files.fs().write(new Rename2Op("/a/b/d/h", "/a/b/d/i"), root));
  }

  @Test
  void deleting() throws IOException {
    files.write("/a/b/c/f", 7);
    files.write("/a/b/c/g");
    mkdir("/a/b/c/made");
    costs(transaction(2), () -> files.fs().write(new DeleteOp("/a/b/c/f", false), root));
    costs(transaction(1), () -> files.fs().write(new DeleteOp("/a/b/c/g", false), root));
    costs(transaction(1), () -> files.fs().write(new DeleteOp("/a/b/c/made", false), root));
  }

  @Test
  void changingAttributes() throws IOException {
    costs(transaction(1), () -> files.fs().write(new SetPermissionOp("/a/b/c/warm", new FsPermission(0600)), root));
    costs(transaction(1), () -> files.fs().write(new SetTimesOp("/a/b/c/warm", 1, 2), root));
    costs(transaction(3), () -> files.fs().write(new SetReplicationOp("/a/b/c/warm", (short) 2), root));
  }
}
