package io.hopsfs.benchmarks.load;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.LockMode;
import io.hopsfs.dal.MetadataStore;
import io.hopsfs.dal.Scan;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreProvider;
import io.hopsfs.dal.tables.BlockOwnerRow;
import io.hopsfs.dal.tables.BlockRow;
import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Inodes;
import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.dal.tables.StorageBlockRow;
import io.hopsfs.dal.tables.StorageRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.namenode.cluster.Ids;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import io.hopsfs.namenode.tx.Tx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.hadoop.hdfs.protocol.Block;

/**
 * Fills a store with a {@link Tree} whose first directory is there already: writes the rows of all others as copies of that one's, many
 * directories in a transaction, which is much faster than calls. No client may change the tree meanwhile; no NameNode may run on an embedded store.
 */
public final class RowLoader implements AutoCloseable {
  private static final int DIRECTORIES_AT_ONCE = 8;

  private final MetadataStore store;
  private final Transactions transactions;
  private final CommittedRows committed;
  private final Ids ids;
  private final Map<String, Directory> directories = new HashMap<>();

  private RowLoader(MetadataStore store) {
    this.store = store;
    this.transactions = new Transactions(store);
    this.committed = new CommittedRows(store);
    this.ids = new Ids(transactions);
  }

  /** @param properties of the NameNodes of that database */
  public static RowLoader open(String kind, Map<String, String> properties) throws IOException {
    MetadataStore store = StoreProvider.named(kind).create(Tables.SCHEMA, properties::get);
    store.open();
    return new RowLoader(store);
  }

  /** A directory in the making: how many entries it will have, and the files among them. */
  private static final class Directory {
    private final InodeRow row;
    private final boolean exists;
    private int children;
    private List<Pattern> files = List.of();

    private Directory(InodeRow row, boolean exists) {
      this.row = row;
      this.exists = exists;
      this.children = row.children();
    }
  }

  /** A file to copy. */
  private record Pattern(InodeRow file, List<BlockRow> blocks) {
  }

  /** Where replicas of a block are. Called by several threads. */
  @FunctionalInterface
  public interface Placement {
    /** All replicas of a block are where those of the one that it is a copy of are. */
    Placement AS_COPIED = BlockRow::replicas;

    List<Replica> replicas(BlockRow block);
  }

  /**
   * All replicas are good ones, on storages that somebody else chooses.
   *
   * @param holders gives each block to storages and returns their uuids; called by several threads
   */
  public Placement spread(Function<Block, List<String>> holders) throws StoreException {
    Map<String, Integer> storages = committed.scan(Scan.of(Tables.STORAGES.key())).stream()
        .collect(Collectors.toMap(StorageRow::uuid, StorageRow::id));
    return block -> holders.apply(new Block(block.blockId(), block.length(), block.generationStamp())).stream()
        .map(uuid -> new Replica(storages.get(uuid), ReplicaState.FINALIZED, block.generationStamp(), block.length())).toList();
  }

  /** @param progress hears the number of files done so far, from several threads */
  public void load(Tree tree, int threads, Placement placement, LongConsumer progress) throws IOException {
    Directory first = readTo(tree.directory(0));
    List<Pattern> files = files(first.row);
    for (int i = 1; i < tree.directories(); i++) {
      Directory leaf = directory(tree.directory(i), first.row);
      leaf.files = files;
      leaf.children = files.size();
    }
    List<Directory> all = List.copyOf(directories.values());
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    Together.run(Collections.nCopies(threads, all), directories -> {
      for (int at = next.getAndAdd(DIRECTORIES_AT_ONCE); at < all.size(); at = next.getAndAdd(DIRECTORIES_AT_ONCE)) {
        List<Directory> batch = all.subList(at, Math.min(all.size(), at + DIRECTORIES_AT_ONCE));
        transactions.run(batch.get(0).row.key(), tx -> {
          for (Directory directory : batch) {
            write(tx, directory, placement);
          }
          return null;
        });
        progress.accept(done.addAndGet(batch.stream().mapToInt(directory -> directory.files.size()).sum()));
      }
    });
  }

  /** Whether anything that was deleted has rows still. */
  public boolean hasRemoved() throws IOException {
    return !committed.scan(Scan.of(Tables.INODES.key(Inodes.REMOVED)).limit(1)).isEmpty();
  }

  private Directory readTo(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    long parent = slash == 0 ? Inodes.ROOT_ID : readTo(path.substring(0, slash)).row.id();
    InodeRow row = committed.get(Tables.INODES.key(parent, name(path)));
    if (row == null) {
      throw new IOException("there is no " + path);
    }
    Directory directory = new Directory(row, true);
    directories.put(path, directory);
    return directory;
  }

  private List<Pattern> files(InodeRow directory) throws StoreException {
    List<Pattern> files = new ArrayList<>();
    for (InodeRow file : committed.scan(Scan.of(Tables.INODES.key(directory.id())))) {
      files.add(new Pattern(file, committed.scan(Scan.of(Tables.BLOCKS.key(file.id())))));
    }
    return files;
  }

  private Directory directory(String path, InodeRow like) throws IOException {
    Directory known = directories.get(path);
    if (known != null) {
      return known;
    }
    Directory parent = directory(path.substring(0, path.lastIndexOf('/')), like);
    parent.children++;
    Directory made = new Directory(
        like.change().parentId(parent.row.id()).name(name(path)).id(ids.nextInodeId()).children(0).build(), false);
    directories.put(path, made);
    return made;
  }

  private static byte[] name(String path) {
    return path.substring(path.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8);
  }

  private void write(Tx tx, Directory directory, Placement placement) throws IOException {
    Key<InodeRow> key = directory.row.key();
    if (directory.exists) {
      tx.put(tx.lock(key, LockMode.EXCLUSIVE).change().children(directory.children).build());
      return;
    }
    tx.insert(directory.row.change().children(directory.children).build());
    for (Pattern pattern : directory.files) {
      long file = ids.nextInodeId();
      tx.insert(pattern.file.change().parentId(directory.row.id()).id(file).build());
      for (BlockRow like : pattern.blocks) {
        BlockRow block = new BlockRow(file, like.index(), ids.nextBlockId(), like.generationStamp(), like.length(), like.state(),
            like.replicas(), like.recoveryId(), like.truncateLength());
        write(tx, block.withReplicas(placement.replicas(block)));
      }
    }
  }

  private static void write(Tx tx, BlockRow block) {
    tx.insert(block);
    tx.insert(new BlockOwnerRow(block.blockId(), block.inodeId(), block.index()));
    for (Replica replica : block.replicas()) {
      tx.insert(new StorageBlockRow(replica.storageId(), block.blockId(), replica.generationStamp(), replica.length(), replica.state()));
    }
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
