package io.hopsfs.benchmarks.load;

import io.hopsfs.benchmarks.datanode.SimulatedCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.crypto.CryptoProtocolVersion;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.hdfs.protocol.LocatedBlock;
import org.apache.hadoop.io.EnumSetWritable;

/** The calls by which DFSClient writes a file, with the arguments that it gives them. */
public final class FileCalls {
  public static final long BLOCK_SIZE = 128L << 20;
  static final FsPermission FILE_PERMISSION = new FsPermission((short) 0644);
  static final FsPermission DIRECTORY_PERMISSION = new FsPermission((short) 0755);
  private static final long BLOCK_LENGTH = 1 << 20;
  private static final Duration COMPLETE_TIMEOUT = Duration.ofSeconds(60);
  private static final long COMPLETE_PAUSE_NANOS = 200_000;
  private static final short REPLICATION = 3;

  private final ClientProtocol protocol;
  private final String clientName;

  public FileCalls(NameNodeConnection connection) {
    this.protocol = connection.protocol();
    this.clientName = connection.clientName();
  }

  /** @return the id of the new file, open for writing */
  long create(String path) throws IOException {
    HdfsFileStatus status = protocol.create(path, FILE_PERMISSION, clientName, new EnumSetWritable<>(EnumSet.of(CreateFlag.CREATE)),
        true, REPLICATION, BLOCK_SIZE, CryptoProtocolVersion.supported(), null, null);
    return status.getFileId();
  }

  LocatedBlock addBlock(String path, long fileId, ExtendedBlock previous) throws IOException {
    return protocol.addBlock(path, clientName, previous, null, fileId, null, null);
  }

  /** Asks until the NameNode has heard of enough replicas of the last block, as DFSClient does, though with a shorter pause. */
  void complete(String path, ExtendedBlock last, long fileId) throws IOException {
    long deadline = System.nanoTime() + COMPLETE_TIMEOUT.toNanos();
    while (!protocol.complete(path, clientName, last, fileId)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("not complete after " + COMPLETE_TIMEOUT + ": " + path);
      }
      LockSupport.parkNanos(COMPLETE_PAUSE_NANOS);
    }
  }

  void createEmpty(String path) throws IOException {
    complete(path, null, create(path));
  }

  /** Writes a file of one block through all five steps, incremental reports of the replicas included. */
  void createWithBlock(String path, SimulatedCluster datanodes) throws IOException {
    long fileId = create(path);
    LocatedBlock block = addBlock(path, fileId, null);
    datanodes.received(List.of(block), BLOCK_LENGTH);
    complete(path, written(block), fileId);
  }

  public void mkdirs(String path) throws IOException {
    if (!protocol.mkdirs(path, DIRECTORY_PERMISSION, true)) {
      throw new IOException("mkdirs answered false: " + path);
    }
  }

  /** The block as its writer names it when all bytes are in. */
  static ExtendedBlock written(LocatedBlock block) {
    ExtendedBlock written = new ExtendedBlock(block.getBlock());
    written.setNumBytes(BLOCK_LENGTH);
    return written;
  }

  static long blockLength() {
    return BLOCK_LENGTH;
  }
}
