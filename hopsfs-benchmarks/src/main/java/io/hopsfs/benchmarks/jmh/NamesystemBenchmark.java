package io.hopsfs.benchmarks.jmh;

import io.hopsfs.dal.StoreException;
import io.hopsfs.namenode.namespace.FsPath;
import io.hopsfs.namenode.namespace.PathRows;
import io.hopsfs.namenode.ops.GetFileInfoOp;
import io.hopsfs.namenode.ops.GetListingOp;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocolPB.PBHelperClient;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The parts of a read on its way through the NameNode: resolving the path, the operation, Hadoop's encoding of the reply. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class NamesystemBenchmark {

  /** Answers that are encoded again and again, and the names that are asked for. */
  @State(Scope.Thread)
  public static class Answers {
    private final SplittableRandom random = new SplittableRandom(1);
    private HdfsFileStatus status;
    private DirectoryListing listing;

    @Setup(Level.Trial)
    public void ask(NamesystemState state) throws IOException {
      status = state.operations().read(new GetFileInfoOp(state.tree.file(0, 0)), state.superuser);
      listing = state.operations().read(new GetListingOp(state.tree.directory(0), HdfsFileStatus.EMPTY_NAME, false), state.superuser);
    }
  }

  @Benchmark
  public FsPath parsePath(NamesystemState state, Answers answers) {
    return FsPath.of(state.tree.anyFile(answers.random));
  }

  @Benchmark
  public PathRows resolvePath(NamesystemState state, Answers answers) throws StoreException {
    return state.namesystem().paths().resolve(state.namesystem().committed(), FsPath.of(state.tree.anyFile(answers.random)));
  }

  @Benchmark
  public HdfsFileStatus stat(NamesystemState state, Answers answers) throws IOException {
    return state.operations().read(new GetFileInfoOp(state.tree.anyFile(answers.random)), state.superuser);
  }

  @Benchmark
  public DirectoryListing list(NamesystemState state, Answers answers) throws IOException {
    return state.operations().read(new GetListingOp(state.tree.anyDirectory(answers.random), HdfsFileStatus.EMPTY_NAME, false), state.superuser);
  }

  @Benchmark
  public byte[] encodeStatus(Answers answers) {
    return PBHelperClient.convert(answers.status).toByteArray();
  }

  @Benchmark
  public byte[] encodeListing(Answers answers) {
    return PBHelperClient.convert(answers.listing).toByteArray();
  }
}
