package io.hopsfs.benchmarks;

import io.hopsfs.benchmarks.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options about the servers that are started: the same for every side. */
final class ServerOptions {
  @Option(names = "--heap", defaultValue = "2g", description = "heap of each NameNode (default: ${DEFAULT-VALUE})")
  private String heap;

  @Option(names = "--handlers", defaultValue = "32", description = "handlers of each NameNode (default: ${DEFAULT-VALUE})")
  private int handlers;

  @Option(names = "--jvm-option", description = "one more option for each NameNode's JVM; repeatable")
  private List<String> jvmOptions = List.of();

  @Option(names = "-D", description = "one more Hadoop property for each NameNode; repeatable")
  private Map<String, String> properties = new HashMap<>();

  @Option(names = "--jfr", description = "directory for a JFR recording of each NameNode")
  private Path recordings;

  @Option(names = "--work", description = "directory for the NameNodes' data, kept afterwards (default: a temporary one, removed)")
  private Path work;

  ServerSettings settings(boolean fixedHeap, Path directory) {
    return new ServerSettings(heap, fixedHeap, handlers, jvmOptions, properties,
        recordings == null ? null : recordings.toAbsolutePath(), directory, null);
  }

  WorkDirectory workDirectory() throws IOException {
    if (work != null) {
      return new WorkDirectory(Files.createDirectories(work.toAbsolutePath()), true);
    }
    return new WorkDirectory(Files.createTempDirectory("hopsfs-bench-"), false);
  }
}
