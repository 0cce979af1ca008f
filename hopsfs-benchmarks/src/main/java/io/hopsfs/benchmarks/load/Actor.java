package io.hopsfs.benchmarks.load;

import io.hopsfs.benchmarks.datanode.SimulatedCluster;
import java.util.SplittableRandom;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;

/**
 * One of the threads that load a NameNode, with what its tasks need.
 *
 * @param connection its own
 * @param tree       what all actors read
 * @param datanodes  of the NameNode
 * @param scratch    a directory path that no other actor and no other round uses
 * @param random     its own
 */
public record Actor(NameNodeConnection connection, Tree tree, SimulatedCluster datanodes, String scratch, SplittableRandom random) {

  ClientProtocol protocol() {
    return connection.protocol();
  }

  /** The same actor in a directory below its own. */
  Actor in(String name) {
    return new Actor(connection, tree, datanodes, scratch + "/" + name, random);
  }

  FileCalls files() {
    return new FileCalls(connection);
  }
}
