package io.hopsfs.benchmarks.ndb;

import java.nio.file.Path;

/**
 * A private NDB Cluster for a race.
 *
 * @param home       directory of MySQL NDB Cluster
 * @param dataNodes  1 or 2; as many copies of every row
 * @param dataMemory of each, as NDB takes it: 1G for instance
 * @param threads    of each: MaxNoOfExecutionThreads; 1 for one thread that does everything
 * @param realtime   whether they run before all other processes, for which they need CAP_SYS_NICE: a commit goes to and fro between them
 *                   several times, and each time would wait for a core that clients and NameNodes are using
 */
public record NdbClusterSettings(Path home, int dataNodes, String dataMemory, int threads, boolean realtime) {
  private static final int API_NODES = 24;
  static final int FIRST_DATA_NODE = 2;

  String configuration(int managementPort, Path directory) {
    StringBuilder text = new StringBuilder("""
        [ndbd default]
        NoOfReplicas=%d
        DataMemory=%s
        %s
        RealtimeScheduler=%d
        NoOfFragmentLogFiles=32
        FragmentLogFileSize=16M
        TimeBetweenLocalCheckpoints=24
        RedoBuffer=32M
        LongMessageBuffer=32M
        TransactionMemory=128M
        DiskPageBufferMemory=4M
        TransactionDeadlockDetectionTimeout=1200
        TimeBetweenGlobalCheckpoints=1000
        MaxNoOfTables=512
        MaxNoOfOrderedIndexes=512
        MaxNoOfUniqueHashIndexes=256
        MaxNoOfAttributes=4000
        [api default]
        BatchByteSize=64K
        [ndb_mgmd]
        NodeId=1
        HostName=127.0.0.1
        PortNumber=%d
        DataDir=%s
        """.formatted(dataNodes, dataMemory, threadSettings(), realtime ? 1 : 0, managementPort, directory));
    for (int i = 0; i < dataNodes; i++) {
      text.append("[ndbd]\nNodeId=%d\nHostName=127.0.0.1\nDataDir=%s\n".formatted(FIRST_DATA_NODE + i, directory));
    }
    return text.append("[mysqld]\nHostName=127.0.0.1\n").append("[api]\nHostName=127.0.0.1\n".repeat(API_NODES)).toString();
  }

  private String threadSettings() {
    return threads == 1 ? "ThreadConfig=main={count=0},rep={count=0},tc={count=0},ldm={count=0},send={count=0},recv={count=1}"
        : "MaxNoOfExecutionThreads=" + threads;
  }
}
