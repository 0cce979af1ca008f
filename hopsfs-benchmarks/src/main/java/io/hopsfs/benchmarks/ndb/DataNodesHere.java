package io.hopsfs.benchmarks.ndb;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The data nodes of an NDB Cluster that run on this machine: ndbd or ndbmtd whose command line names its management servers. */
final class DataNodesHere {
  private DataNodesHere() {
  }

  static List<Long> of(String connectString) {
    return ProcessHandle.allProcesses().filter(process -> isDataNode(process.info().command(), process.info().arguments(), connectString))
        .map(ProcessHandle::pid).toList();
  }

  static boolean isDataNode(Optional<String> command, Optional<String[]> arguments, String connectString) {
    return command.filter(path -> path.endsWith("/ndbmtd") || path.endsWith("/ndbd")).isPresent()
        && arguments.filter(words -> Arrays.stream(words).anyMatch(word -> word.endsWith(connectString))).isPresent();
  }
}
