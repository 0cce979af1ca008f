package io.hopsfs.namenode.ops;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.ReadBatch;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.blocks.FileBlocks;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.namespace.PathUse;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.namespace.SubtreeLocks;
import io.hopsfs.namenode.tx.Rows;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.HadoopIllegalArgumentException;
import org.apache.hadoop.fs.permission.FsAction;

/** Moves the blocks of files to the end of another one of the same directory; the emptied files go. */
public record ConcatOp(String target, String[] sources) implements AtMostOnceOp<Void> {

  @Override
  public Void run(Tx tx, Caller caller, Namesystem ns) throws IOException {
    ns.safeMode().check("Cannot concat " + target);
    checkRequest();
    var targetPath = ns.resolver().resolve(tx, caller, target, PathUse.WRITE);
    ns.permissions().checkPathAccess(caller, targetPath, FsAction.WRITE);
    checkTarget(targetPath);
    var sourcePaths = new ArrayList<PathRows>();
    for (String source : sources) {
      sourcePaths.add(resolveSource(tx, caller, source, targetPath, ns));
    }
    if (sourcePaths.stream().map(path -> path.last().id()).distinct().count() < sources.length) {
      throw new HadoopIllegalArgumentException("concat: at least two of the source files are the same");
    }
    var locked = lock(tx, targetPath, sourcePaths);
    SubtreeLocks.check(tx, targetPath);
    var longer = move(tx, locked.get(0), locked.get(1), locked.subList(2, locked.size()), ns);
    count(tx, targetPath, sourcePaths, locked, longer, ns);
    return null;
  }

  private void checkRequest() throws IOException {
    if (target.isEmpty()) {
      throw new IllegalArgumentException("Target file name is empty");
    }
    if (sources == null || sources.length == 0) {
      throw new IllegalArgumentException("No sources given");
    }
    checkNotReserved(target);
    for (String source : sources) {
      checkNotReserved(source);
    }
  }

  private static void checkNotReserved(String path) throws IOException {
    if (path.startsWith(Resolver.RESERVED + "/raw") || path.startsWith(Resolver.RESERVED + "/.inodes")) {
      throw new IOException("Concat operation doesn't support .reserved relative path : " + path);
    }
  }

  private void checkTarget(PathRows path) throws IOException {
    if (Files.existing(path, target).underConstruction()) {
      throw new HadoopIllegalArgumentException("concat: target file " + target + " is under construction");
    }
  }

  private PathRows resolveSource(Tx tx, Caller caller, String source, PathRows targetPath, Namesystem ns) throws IOException {
    var path = ns.resolver().resolve(tx, caller, source, PathUse.WRITE);
    ns.permissions().checkPathAccess(caller, path, FsAction.READ);
    ns.permissions().checkParentAccess(caller, path, FsAction.WRITE);
    var file = Files.existing(path, source);
    var onto = targetPath.last();
    if (file.parentId() != onto.parentId()) {
      throw new HadoopIllegalArgumentException("Source file " + source + " is not in the same directory with the target "
          + targetPath.path());
    }
    if (file.id() == onto.id()) {
      throw new HadoopIllegalArgumentException("concat: the src file " + source + " is the same with the target file "
          + targetPath.path());
    }
    if (file.underConstruction() || file.blockCount() == 0) {
      throw new HadoopIllegalArgumentException("concat: source file " + source + " is invalid or empty or underConstruction");
    }
    if (file.blockSize() > onto.blockSize()) {
      throw new HadoopIllegalArgumentException("concat: source file " + source + " has preferred block size " + file.blockSize()
          + " which is greater than the target file's preferred block size " + onto.blockSize());
    }
    return path;
  }

  /** Locks the directory and then the files by name, and sees that they are what was checked. The order is as asked for. */
  private static List<InodeRow> lock(Tx tx, PathRows targetPath, List<PathRows> sourcePaths) throws IOException {
    var checked = new ArrayList<InodeRow>(List.of(targetPath.parent(), targetPath.last()));
    sourcePaths.forEach(path -> checked.add(path.last()));
    var batch = new ReadBatch();
    Map<Key<InodeRow>, ReadBatch.Get<InodeRow>> slots = new LinkedHashMap<>();
    var directory = targetPath.parent().key();
    slots.put(directory, batch.get(directory, LockMode.EXCLUSIVE));
    var files = new TreeMap<Key<InodeRow>, InodeRow>();
    checked.subList(1, checked.size()).forEach(row -> files.put(row.key(), row));
    files.keySet().forEach(key -> slots.put(key, batch.get(key, LockMode.EXCLUSIVE)));
    tx.read(batch);
    var locked = new ArrayList<InodeRow>();
    for (InodeRow row : checked) {
      var now = slots.get(row.key()).row();
      if (now == null || now.id() != row.id() || now.underConstruction() || now.isFile() && now.blockCount() != row.blockCount()) {
        throw new TransientStoreException(row + " changed while it was being locked");
      }
      locked.add(now);
    }
    return locked;
  }

  /** HDFS takes the sources' storage policy for the target's, too, when it counts by type. */
  private static void count(Tx tx, PathRows targetPath, List<PathRows> sourcePaths, List<InodeRow> locked, InodeRow longer,
      Namesystem ns) throws IOException {
    var usages = ns.fileUsages();
    byte policy = targetPath.storagePolicy();
    var change = usages.of(longer, policy, List.of()).minus(usages.of(locked.get(1), policy, List.of()));
    for (int i = 0; i < sourcePaths.size(); i++) {
      change = change.minus(usages.of(locked.get(2 + i), sourcePaths.get(i).storagePolicy(), List.of()));
    }
    ns.quotas().charge(tx, targetPath, change);
  }

  private static InodeRow move(Tx tx, InodeRow directory, InodeRow onto, List<InodeRow> files, Namesystem ns) throws IOException {
    long now = ns.clock().millis();
    int index = onto.blockCount();
    long length = onto.length();
    var moved = new ArrayList<BlockRow>();
    var rerated = new HashSet<Long>();
    for (InodeRow file : files) {
      for (BlockRow block : FileBlocks.lock(tx, file)) {
        moved.add(ns.blockMap().update(tx, block, block.withPlace(onto.id(), index++)));
        length += block.length();
        if (file.replication() != onto.replication()) {
          rerated.add(block.blockId());
        }
      }
      tx.delete(file.key());
    }
    var longer = onto.change().blockCount(index).length(length).mtime(now).build();
    tx.put(longer);
    tx.put(directory.change().children(directory.children() - files.size()).mtime(Math.max(now, directory.mtime())).build());
    for (BlockRow block : moved) {
      if (rerated.contains(block.blockId())) {
        ns.redundancy().check(tx, block, longer);
      }
    }
    return longer;
  }

  @Override
  public byte[] keep(Void answer) {
    return null;
  }

  @Override
  public Void again(byte[] kept, Rows rows, Caller caller, Namesystem ns) {
    return null;
  }
}
