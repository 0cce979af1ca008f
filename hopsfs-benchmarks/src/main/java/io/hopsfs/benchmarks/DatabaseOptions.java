package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.measure.RaceProgress;
import io.hopsfs.benchmarks.ndb.NdbClusterSettings;
import io.hopsfs.benchmarks.ndb.NdbDatabase;
import io.hopsfs.benchmarks.ndb.NdbProcesses;
import io.hopsfs.benchmarks.ndb.Privileges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options about the database of sides that have one. */
final class DatabaseOptions {
  @Option(names = "--connect", paramLabel = "CONNECTSTRING",
      description = "management servers of an NDB Cluster that runs already; by default one is started from NDB_HOME, and ends with the run")
  private String connectString;

  @Option(names = "--jdbc-url", description = "with --connect: a SQL node of that cluster, jdbc:mariadb://HOST:PORT/")
  private String jdbcUrl;

  @Option(names = "--jdbc-user", defaultValue = "root", description = "with --connect (default: ${DEFAULT-VALUE})")
  private String jdbcUser;

  @Option(names = "--jdbc-password", interactive = true, arity = "0..1", description = "with --connect")
  private String jdbcPassword;

  @Option(names = "--data-nodes", defaultValue = "2", description = "of the cluster that is started (default: ${DEFAULT-VALUE})")
  private int dataNodes;

  @Option(names = "--data-memory", defaultValue = "1G", description = "of each of its data nodes (default: ${DEFAULT-VALUE})")
  private String dataMemory;

  @Option(names = "--data-threads", defaultValue = "1",
      description = "of each of its data nodes, MaxNoOfExecutionThreads; 1 for one that does everything (default: ${DEFAULT-VALUE})")
  private int threads;

  @Option(names = "--data-realtime", negatable = true,
      description = "its data nodes run before all other processes, RealtimeScheduler (default: if this one has the right to say so, CAP_SYS_NICE)")
  private Boolean realtime;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** @return the database for those sides, to be closed; null if none of them needs one */
  NdbDatabase open(Sides sides, Path work, RaceProgress progress) throws IOException {
    if (!sides.needDatabase()) {
      return null;
    }
    Path home = home();
    if (connectString == null) {
      boolean inRealTime = realtime();
      progress.step("starting an NDB Cluster of " + dataNodes + " data nodes" + (inRealTime ? ", scheduled in real time" : ""));
      return NdbProcesses.start(new NdbClusterSettings(home, dataNodes, dataMemory, threads, inRealTime), work.resolve("ndb"));
    }
    if (jdbcUrl == null) {
      throw new ParameterException(spec.commandLine(), "--connect needs --jdbc-url, to make tables through");
    }
    NdbDatabase database = NdbDatabase.existing(connectString, jdbcUrl, jdbcUser, jdbcPassword);
    if (database.cpu().isEmpty()) {
      progress.step("no data node of " + connectString + " runs here: the database's CPU is not measured");
    }
    return database;
  }

  private boolean realtime() throws IOException {
    boolean allowed = Privileges.ofThisProcess().mayScheduleInRealTime();
    if (realtime != null && realtime && !allowed) {
      throw new ParameterException(spec.commandLine(), "--data-realtime needs the right to it: root's, or CAP_SYS_NICE");
    }
    return realtime == null ? allowed : realtime;
  }

  private Path home() {
    String home = System.getenv("NDB_HOME");
    if (home == null || !Files.isExecutable(Path.of(home, "bin", "ndbmtd"))) {
      throw new ParameterException(spec.commandLine(), "NDB_HOME = " + home + " names no MySQL NDB Cluster; see docs/ndb.md");
    }
    return Path.of(home);
  }
}
