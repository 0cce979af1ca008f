package io.hopsfs.tests.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.tests.cluster.Cluster;
import io.hopsfs.tests.cluster.SharedCluster;
import java.io.IOException;
import org.apache.hadoop.fs.FSMainOperationsBaseTest;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hadoop's tests of the main operations of a FileSystem, as an ordinary user: a superuser reads unreadable directories too. */
@ExtendWith(SharedCluster.class)
class FileSystemMainOperationsTest extends FSMainOperationsBaseTest {
  private static final String TEST_ROOT = "/tmp/FileSystemMainOperationsTest";

  private final Cluster cluster;
  private final UserGroupInformation user = UserGroupInformation.createUserForTesting("dora", new String[] {"users"});

  FileSystemMainOperationsTest(Cluster cluster) {
    super(TEST_ROOT);
    this.cluster = cluster;
  }

  @Override
  protected FileSystem createFileSystem() throws Exception {
    FileSystem superuser = cluster.fileSystem();
    for (Path own : new Path[] {new Path(TEST_ROOT), new Path("/user/dora")}) {
      superuser.mkdirs(own);
      superuser.setOwner(own, "dora", "users");
    }
    return cluster.fileSystem(user);
  }

  /** HDFS denies an ordinary user the way through a file, where the base test expects no more than an absence. */
  @Override
  @Test
  public void testMkdirsFailsForSubdirectoryOfExistingFile() throws Exception {
    Path file = new Path(TEST_ROOT, "test/file");
    createFile(fSys, file);

    assertThatThrownBy(() -> fSys.mkdirs(new Path(file, "below"))).isInstanceOf(ParentNotDirectoryException.class);
    assertThatThrownBy(() -> fSys.getFileStatus(new Path(file, "below"))).isInstanceOf(AccessControlException.class);
    assertThatThrownBy(() -> fSys.mkdirs(new Path(file, "deep/below"))).isInstanceOf(ParentNotDirectoryException.class);
    assertThatThrownBy(() -> fSys.getFileStatus(new Path(file, "deep/below"))).isInstanceOf(AccessControlException.class);
  }

  @Override
  protected Path getDefaultWorkingDirectory() {
    return fSys.getHomeDirectory();
  }

  @Override
  protected IOException unwrapException(IOException e) {
    return e instanceof RemoteException remote ? remote.unwrapRemoteException() : e;
  }
}
