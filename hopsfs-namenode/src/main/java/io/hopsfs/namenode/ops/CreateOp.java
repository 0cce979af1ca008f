package io.hopsfs.namenode.ops;

import io.hopsfs.dal.tables.InodeFlags;
import io.hopsfs.dal.tables.InodeKind;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.blocks.StoragePolicies;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.tx.CommitThenFail;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.DFSUtil;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;

/**
 * Makes a file, open for its creator to write; with OVERWRITE in place of one that is there.
 *
 * @param ecPolicyName  null, empty or "replication"; there is no erasure coding
 * @param storagePolicy null or empty for the parent's
 */
public record CreateOp(
    String src, FsPermission masked, String clientName, EnumSet<CreateFlag> flags, boolean createParent, short replication,
    long blockSize, String ecPolicyName, String storagePolicy) implements AtMostOnceOp<HdfsFileStatus> {

  @Override
  public HdfsFileStatus run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.limits().checkPathLength("create", src);
    checkRequest(ns);
    var rows = lock(tx, caller, ns);
    checkPath(rows, caller, ns);
    if (blockSize < ns.limits().minBlockSize()) {
      throw new IOException("Specified block size " + blockSize + " is less than configured minimum value "
          + DFSConfigKeys.DFS_NAMENODE_MIN_BLOCK_SIZE_KEY + "=" + ns.limits().minBlockSize());
    }
    ns.replicationLimits().check(src, replication, caller.host());
    StoragePolicies.checkErasureCoding(ecPolicyName);
    boolean overwrites = rows.exists();
    if (overwrites) {
      rows = makeRoom(tx, rows, caller, ns);
    }
    int existing = rows.existingDepth();
    rows = ns.directories().makeAncestorsLikeParent(tx, caller, rows);
    ns.directories().takeEntry(tx, rows, rows.depth(), overwrites || rows.existingDepth() > existing);
    return ns.statuses().of(add(tx, rows, caller, ns));
  }

  @Override
  public boolean isShort(Caller caller, Namesystem ns) {
    return true;
  }

  private void checkRequest(Namesystem ns) throws IOException {
    if (!DFSUtil.isValidName(src) || isReserved()) {
      throw new InvalidPathException(src);
    }
    if (flags.contains(CreateFlag.SHOULD_REPLICATE) && ecPolicyName != null && !ecPolicyName.isEmpty()) {
      throw new HadoopIllegalArgumentException(
          "SHOULD_REPLICATE flag and ecPolicyName are exclusive parameters. Set both is not allowed!");
    }
    ns.safeMode().check("Cannot create file" + src);
  }

  private boolean isReserved() {
    return src.equals(Resolver.RESERVED) || src.startsWith(Resolver.RESERVED + "/")
        && !src.startsWith(Resolver.RESERVED + "/raw") && !src.startsWith(Resolver.RESERVED + "/.inodes");
  }

  /** The parent is nearly always there: one round trip. If not, the deepest directory that is there is what changes. */
  private PathRows lock(Tx tx, Caller caller, Namesystem ns) throws IOException {
    var rows = ns.resolver().lockParentAndLast(tx, caller, src, PathUse.CREATE);
    return rows.depth() == 0 || rows.parent() != null ? rows
        : ns.resolver().lockDeepestExisting(tx, caller, rows, PathUse.CREATE);
  }

  private void checkPath(PathRows rows, Caller caller, Namesystem ns) throws IOException {
    ns.permissions().checkAncestorAccess(caller, rows, FsAction.WRITE);
    if (rows.exists()) {
      if (rows.last().isDirectory()) {
        throw new FileAlreadyExistsException(rows.path() + " already exists as a directory");
      }
      if (flags.contains(CreateFlag.OVERWRITE)) {
        ns.permissions().checkPathAccess(caller, rows, FsAction.WRITE);
      }
      return;
    }
    if (!createParent && rows.depth() > 1 && rows.parent() == null) {
      throw new FileNotFoundException("Parent directory doesn't exist: " + rows.path().parent());
    }
    if (!createParent && rows.depth() > 1 && !rows.parent().isDirectory()) {
      throw new ParentNotDirectoryException("Parent path is not a directory: " + rows.path().parent());
    }
    if (!flags.contains(CreateFlag.CREATE)) {
      throw new FileNotFoundException("Can't overwrite non-existent " + src);
    }
  }

  /** Removes the file that is there or refuses; a silent writer loses its lease on the way, as in HDFS. */
  private PathRows makeRoom(Tx tx, PathRows rows, Caller caller, Namesystem ns) throws IOException {
    if (flags.contains(CreateFlag.OVERWRITE)) {
      ns.removal().remove(tx, rows);
      var directory = DirectoryMaker.withoutEntry(rows.parent(), ns.clock().millis());
      tx.put(directory);
      return rows.with(rows.depth() - 1, directory).with(rows.depth(), null);
    }
    var file = new OpenFile(tx, ns, rows);
    new LeaseTakeover(tx, ns).claim(file, LeaseTakeover.Purpose.CREATE_FILE, clientName, caller.host());
    var refusal = new FileAlreadyExistsException(rows.path() + " for client " + caller.host() + " already exists");
    throw file.inode() == rows.last() ? refusal : new CommitThenFail(refusal);
  }

  private PathRows add(Tx tx, PathRows rows, Caller caller, Namesystem ns) throws IOException {
    byte policy = ns.storagePolicies().ofNewFile(rows, storagePolicy, flags.contains(CreateFlag.LAZY_PERSIST));
    long now = ns.clock().millis();
    var parent = rows.parent();
    var file = new InodeRow(parent.id(), rows.path().lastName(), ns.ids().nextInodeId(), InodeKind.FILE, masked.toShort(),
        ns.principals().userId(caller.user()), parent.group(), now, now, InodeFlags.UNDER_CONSTRUCTION, policy, 0, replication,
        blockSize, 0, 0, clientName, caller.host());
    tx.insert(file);
    var grown = DirectoryMaker.withEntry(parent, now);
    tx.put(grown);
    ns.leases().add(tx, clientName, file.id());
    return rows.with(rows.depth() - 1, grown).with(rows.depth(), file);
  }

  @Override
  public byte[] keep(HdfsFileStatus answer) {
    return ByteBuffer.allocate(Long.BYTES).putLong(answer.getFileId()).array();
  }

  @Override
  public HdfsFileStatus again(byte[] kept, Rows rows, Caller caller, Namesystem ns) throws IOException {
    var found = ns.tree().locate(rows, ByteBuffer.wrap(kept).getLong());
    if (found == null) {
      throw new FileNotFoundException("File does not exist: " + src);
    }
    return ns.statuses().of(found);
  }
}
