package io.hopsfs.benchmarks.jmh;

import io.hopsfs.benchmarks.load.Tree;
import io.hopsfs.namenode.NameNode;
import io.hopsfs.namenode.namespace.Caller;
import io.hopsfs.namenode.ops.MkdirsOp;
import io.hopsfs.namenode.ops.Namesystem;
import io.hopsfs.namenode.ops.Operations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A NameNode on the embedded store with the directories of a tree, each with 16 directories in place of files, asked without a network. */
@State(Scope.Benchmark)
public class NamesystemState {
  private static final int DIRECTORIES = 1_000;

  final Tree tree = new Tree(DIRECTORIES * Tree.FILES_PER_DIRECTORY);
  final Caller superuser = new Caller("bench", Set.of("supergroup"), true, "127.0.0.1");
  private NameNode namenode;
  private Path directory;

  @Setup(Level.Trial)
  public void fill() throws IOException {
    directory = Files.createTempDirectory("hopsfs-jmh");
    var conf = new Configuration(false);
    conf.addResource("core-default.xml");
    conf.addResource("hdfs-default.xml");
    conf.set("fs.defaultFS", "hdfs://127.0.0.1:0");
    conf.set("dfs.namenode.rpc-address", "127.0.0.1:0");
    conf.set("dfs.namenode.http-address", "127.0.0.1:0");
    conf.set("hopsfs.store", "rocksdb");
    conf.set("hopsfs.store.rocksdb.dir", directory.resolve("store").toString());
    conf.set("hopsfs.store.rocksdb.sync", "false");
    NameNode.format(conf, null, true);
    namenode = NameNode.start(conf);
    for (int i = 0; i < tree.directories(); i++) {
      for (int file = 0; file < Tree.FILES_PER_DIRECTORY; file++) {
        operations().write(new MkdirsOp(tree.file(i, file), FsPermission.getDirDefault(), true), superuser);
      }
    }
  }

  Namesystem namesystem() {
    return namenode.rooms().namesystem();
  }

  Operations operations() {
    return namenode.rooms().operations();
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    namenode.close();
    EmbeddedStoreState.delete(directory);
  }
}
