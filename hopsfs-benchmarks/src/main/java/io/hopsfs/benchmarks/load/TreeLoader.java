package io.hopsfs.benchmarks.load;

import io.hopsfs.benchmarks.datanode.SimulatedCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;

/**
 * Fills a NameNode with a {@link Tree} over its own RPC, as clients and DataNodes would: the same calls for every side, no file of anybody's
 * format. Blocks of several directories are reported together to save calls.
 */
public final class TreeLoader {
  private static final int MOST_DIRECTORIES_AT_ONCE = 32;

  private final List<NameNodeConnection> connections;
  private final SimulatedCluster datanodes;

  public TreeLoader(List<NameNodeConnection> connections, SimulatedCluster datanodes) {
    this.connections = connections;
    this.datanodes = datanodes;
  }

  /** @param progress hears the number of files done so far, from several threads */
  public void load(Tree tree, LongConsumer progress) throws IOException {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    // Large batches save calls; there must be some for every thread, though.
    int size = Math.max(1, Math.min(MOST_DIRECTORIES_AT_ONCE, tree.directories() / (4 * connections.size())));
    int batches = (tree.directories() + size - 1) / size;
    Together.run(connections, connection -> {
      FileCalls calls = new FileCalls(connection);
      for (int batch = next.getAndIncrement(); batch < batches; batch = next.getAndIncrement()) {
        int first = batch * size;
        int end = Math.min(tree.directories(), first + size);
        loadDirectories(tree, first, end, calls);
        progress.accept((long) done.addAndGet(end - first) * Tree.FILES_PER_DIRECTORY);
      }
    });
  }

  /** Makes the one directory of 1,000 empty files. */
  public void loadBigDirectory() throws IOException {
    AtomicInteger next = new AtomicInteger();
    Together.run(connections, connection -> {
      FileCalls calls = new FileCalls(connection);
      for (int i = next.getAndIncrement(); i < Tree.BIG_DIRECTORY_FILES; i = next.getAndIncrement()) {
        calls.createEmpty(Tree.bigDirectoryFile(i));
      }
    });
  }

  private void loadDirectories(Tree tree, int first, int end, FileCalls calls) throws IOException {
    List<OpenFile> open = new ArrayList<>();
    for (int directory = first; directory < end; directory++) {
      calls.mkdirs(tree.directory(directory));
      for (int i = 0; i < Tree.FILES_PER_DIRECTORY; i++) {
        String path = tree.file(directory, i);
        open.add(new OpenFile(path, calls.create(path), Tree.blocks(i)));
      }
    }
    while (!open.isEmpty()) {
      List<LocatedBlock> allocated = new ArrayList<>();
      for (OpenFile file : open) {
        LocatedBlock block = calls.addBlock(file.path, file.id, file.last);
        file.last = FileCalls.written(block);
        file.missingBlocks--;
        allocated.add(block);
      }
      datanodes.received(allocated, FileCalls.blockLength());
      List<OpenFile> unfinished = new ArrayList<>();
      for (OpenFile file : open) {
        if (file.missingBlocks == 0) {
          calls.complete(file.path, file.last, file.id);
        } else {
          unfinished.add(file);
        }
      }
      open = unfinished;
    }
  }

  private static final class OpenFile {
    private final String path;
    private final long id;
    private int missingBlocks;
    private ExtendedBlock last;

    private OpenFile(String path, long id, int missingBlocks) {
      this.path = path;
      this.id = id;
      this.missingBlocks = missingBlocks;
    }
  }
}
