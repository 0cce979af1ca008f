package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tck.CountingStore.Counts;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a file's ops ask the store, with the hints for its directories warm: no change may add a round trip unseen. */
class FileRoundTripsTest {
  private FilesFixture files;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    files = new FilesFixture(directory.resolve("store"));
    files.write("/a/b/c/warm", 1);
    files.locate("/a/b/c/warm", 0, 1);
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

  private static Counts transaction(int reads) {
    return new Counts(0, reads, 1, 0);
  }

  @Test
  void writingAFile() throws IOException {
    costs(transaction(1), () -> files.create("/a/b/c/f"));
    long id = files.inode("/a/b/c/f").id();
    LocatedBlock first = costs(transaction(1), () -> add(id, null, 0));
    files.finalizeAll(first, 1024);
    LocatedBlock second = costs(transaction(2), () -> add(id, first, 1024));
    costs(transaction(2), () -> files.fs().write(new FsyncOp("/a/b/c/f", id, FilesFixture.CLIENT, 5), files.root()));
    costs(transaction(1), () -> files.fs().write(new RenewLeaseOp(FilesFixture.CLIENT), files.root()));
    files.finalizeAll(second, 10);
    assertThat(costs(transaction(2), () -> files.fs().write(
        new CompleteOp("/a/b/c/f", FilesFixture.CLIENT, FilesFixture.sized(second, 10), id), files.root()))).isTrue();
  }

  private LocatedBlock add(long id, LocatedBlock previous, long length) throws IOException {
    return files.fs().write(new AddBlockOp("/a/b/c/f", FilesFixture.CLIENT,
        previous == null ? null : FilesFixture.sized(previous, length), null, id, null, null), files.root());
  }

  @Test
  void readingAFile() throws IOException {
    costs(new Counts(2, 0, 0, 0), () -> files.locate("/a/b/c/warm", 0, 1));
  }
}
