package io.hopsfs.benchmarks.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.hadoop.hdfs.protocol.Block;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.BlockProto;
import org.apache.hadoop.hdfs.server.namenode.FsImageProto.INodeDirectorySection.DirEntry;
import org.apache.hadoop.hdfs.server.namenode.FsImageProto.INodeSection.INode;
import org.apache.hadoop.hdfs.server.namenode.INodeId;
import org.apache.hadoop.thirdparty.protobuf.ByteString;

/** The inodes of a stock image and the directories that are to be added to them. Not thread-safe. */
final class ImageTree {
  private final Consumer<Block> made;
  private final Map<Long, Directory> directories = new LinkedHashMap<>();
  private final Map<Long, INode> old = new LinkedHashMap<>();
  private Directory pattern;
  private List<INode> files = List.of();
  private long lastInodeId;
  private long lastBlockId;
  private long inodes;

  /** @param made hears of each block that is made */
  ImageTree(long lastInodeId, long lastBlockId, Consumer<Block> made) {
    this.lastInodeId = lastInodeId;
    this.lastBlockId = lastBlockId;
    this.made = made;
  }

  /** A directory, whose entries NameNodes want in the order of their names' bytes. */
  private static final class Directory {
    private final long id;
    private final String name;
    /** By their names, which are ASCII. */
    private Map<String, Long> entries = Map.of();
    /** Of the first copied file; the others follow. 0 for none. */
    private long firstFile;

    private Directory(long id, String name) {
      this.id = id;
      this.name = name;
    }

    private void add(String entry, long entryId) {
      if (entries.isEmpty()) {
        entries = new TreeMap<>();
      }
      entries.put(entry, entryId);
    }
  }

  void read(INode inode) {
    old.put(inode.getId(), inode);
    inodes++;
    if (inode.getType() == INode.Type.DIRECTORY) {
      directories.put(inode.getId(), new Directory(inode.getId(), inode.getName().toStringUtf8()));
    }
  }

  /** After all inodes. */
  void read(DirEntry entry) {
    Directory directory = directories.get(entry.getParent());
    entry.getChildrenList().forEach(child -> directory.add(old.get(child).getName().toStringUtf8(), child));
  }

  /** Plans all directories but the first, which is the pattern. */
  void copyDirectories(Tree tree) throws IOException {
    pattern = existing(tree.directory(0));
    files = pattern.entries.values().stream().map(old::get).toList();
    for (int i = 1; i < tree.directories(); i++) {
      Directory leaf = directory(tree.directory(i));
      leaf.firstFile = lastInodeId + 1;
      lastInodeId += files.size();
      inodes += files.size();
    }
    lastBlockId += blocks() * (tree.directories() - 1L);
  }

  private long blocks() {
    return files.stream().mapToLong(file -> file.getFile().getBlocksCount()).sum();
  }

  long lastInodeId() {
    return lastInodeId;
  }

  long lastBlockId() {
    return lastBlockId;
  }

  long inodes() {
    return inodes;
  }

  private Directory existing(String path) throws IOException {
    int before = directories.size();
    Directory directory = directory(path);
    if (directories.size() != before) {
      throw new IOException("there is no " + path);
    }
    return directory;
  }

  private Directory directory(String path) {
    Directory directory = directories.get(INodeId.ROOT_INODE_ID);
    for (String name : path.substring(1).split("/")) {
      Long id = directory.entries.get(name);
      if (id == null) {
        id = ++lastInodeId;
        inodes++;
        directories.put(id, new Directory(id, name));
        directory.add(name, id);
      }
      directory = directories.get(id);
    }
    return directory;
  }

  void writeInodes(OutputStream out, LongConsumer progress) throws IOException {
    for (INode inode : old.values()) {
      inode.writeDelimitedTo(out);
    }
    INode like = old.get(pattern.id);
    long done = files.size();
    long blockId = lastBlockId - blocks() * copies();
    for (Directory directory : directories.values()) {
      if (!old.containsKey(directory.id)) {
        like.toBuilder().setId(directory.id).setName(ByteString.copyFrom(directory.name, StandardCharsets.UTF_8)).build()
            .writeDelimitedTo(out);
      }
      if (directory.firstFile != 0) {
        for (int i = 0; i < files.size(); i++) {
          blockId = writeFile(files.get(i), directory.firstFile + i, blockId, out);
        }
        done += files.size();
        progress.accept(done);
      }
    }
  }

  private long copies() {
    return directories.values().stream().filter(directory -> directory.firstFile != 0).count();
  }

  /** @return the last block id that was used */
  private long writeFile(INode like, long id, long lastUsedBlock, OutputStream out) throws IOException {
    INode.Builder file = like.toBuilder().setId(id);
    long blockId = lastUsedBlock;
    for (int i = 0; i < like.getFile().getBlocksCount(); i++) {
      BlockProto block = like.getFile().getBlocks(i).toBuilder().setBlockId(++blockId).build();
      file.getFileBuilder().setBlocks(i, block);
      made.accept(new Block(block.getBlockId(), block.getNumBytes(), block.getGenStamp()));
    }
    file.build().writeDelimitedTo(out);
    return blockId;
  }

  void writeDirectories(OutputStream out) throws IOException {
    for (Directory directory : directories.values()) {
      Collection<Long> children = directory.firstFile == 0 ? directory.entries.values() : copiedFiles(directory);
      if (!children.isEmpty()) {
        DirEntry.newBuilder().setParent(directory.id).addAllChildren(children).build().writeDelimitedTo(out);
      }
    }
  }

  private List<Long> copiedFiles(Directory directory) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      ids.add(directory.firstFile + i);
    }
    return ids;
  }
}
