package io.hopsfs.namenode.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.BlockState;
import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.FsPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What tests of ops share: one file system for a class, each test working in directories of its own, and short words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OpTest {
  static final int STORAGE = 7;
  static final long BLOCK_LENGTH = 100;
  static final short REPLICATION = 2;
  static final long BLOCK_SIZE = 1 << 20;

  NamesystemFixture fs;
  Caller root;
  Caller alice;
  Caller bob;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    fs = fixture(directory.resolve("store"));
    root = fs.superuser();
    alice = fs.user("alice", "staff", "users");
    bob = fs.user("bob", "users");
  }

  @AfterAll
  void stop() throws IOException {
    fs.close();
  }

  Configuration configuration() {
    return new Configuration(false);
  }

  NamesystemFixture fixture(Path store) throws IOException {
    return new NamesystemFixture(store, configuration());
  }

  boolean mkdir(String path, int mode, Caller caller) throws IOException {
    return fs.write(new MkdirsOp(path, new FsPermission(mode), true), caller);
  }

  void mkdirs(String... paths) throws IOException {
    for (String path : paths) {
      mkdir(path, 0755, root);
    }
  }

  /** The status as a superuser sees it; null if there is none. */
  HdfsFileStatus stat(String path) throws IOException {
    return fs.read(new GetFileInfoOp(path), root);
  }

  boolean exists(String path) throws IOException {
    return stat(path) != null;
  }

  void chmod(String path, int mode) throws IOException {
    fs.write(new SetPermissionOp(path, new FsPermission(mode)), root);
  }

  void chown(String path, String user, String group) throws IOException {
    fs.write(new SetOwnerOp(path, user, group), root);
  }

  boolean delete(String path, boolean recursive, Caller caller) throws IOException {
    return fs.write(new DeleteOp(path, recursive), caller);
  }

  List<String> names(String path) throws IOException {
    var listing = fs.read(new GetListingOp(path, new byte[0], false), root);
    return Arrays.stream(listing.getPartialListing()).map(HdfsFileStatus::getLocalName).toList();
  }

  /** Puts a closed file with so many blocks of {@link #BLOCK_LENGTH} there, each with one replica on {@link #STORAGE}. */
  InodeRow file(String path, int blocks) throws IOException {
    return file(path, blocks, null);
  }

  /** As {@link #file(String, int)}, open if it has a lease holder: its last block is then under construction. */
  InodeRow file(String path, int blocks, String holder) throws IOException {
    return fs.write((tx, caller, ns) -> {
      var rows = ns.paths().lockParentAndLast(tx, FsPath.of(path));
      assertThat(rows.exists()).as(path + " exists").isFalse();
      long id = ns.ids().nextInodeId();
      int closed = holder == null ? blocks : Math.max(0, blocks - 1);
      var inode = new InodeRow(rows.parent().id(), rows.path().lastName(), id, InodeKind.FILE, (short) 0644,
          rows.parent().owner(), rows.parent().group(), fs.now(), fs.now(), holder == null ? 0 : InodeFlags.UNDER_CONSTRUCTION,
          (byte) 0, 0, REPLICATION, BLOCK_SIZE, closed * BLOCK_LENGTH, blocks, holder, holder == null ? null : "host");
      tx.insert(inode);
      for (int i = 0; i < blocks; i++) {
        boolean complete = i < closed;
        long length = complete ? BLOCK_LENGTH : 0;
        long stamp = ns.ids().nextGenerationStamp();
        var replica = new Replica(STORAGE, complete ? ReplicaState.FINALIZED : ReplicaState.EXPECTED, stamp, length);
        ns.blockMap().insert(tx, new BlockRow(id, i, ns.ids().nextBlockId(), stamp, length,
            complete ? BlockState.COMPLETE : BlockState.UNDER_CONSTRUCTION, List.of(replica), 0, -1));
      }
      if (holder != null) {
        ns.leases().add(tx, holder, id);
      }
      tx.put(DirectoryMaker.withEntry(rows.parent(), fs.now()));
      return inode;
    }, root);
  }
}
