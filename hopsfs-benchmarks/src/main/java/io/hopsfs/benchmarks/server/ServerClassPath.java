package io.hopsfs.benchmarks.server;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Which part of the harness's own class path a side runs on: stock HDFS must not see a class of ours. */
final class ServerClassPath {
  private ServerClassPath() {
  }

  static String of(ServerKind kind, String classPath) {
    String separator = System.getProperty("path.separator");
    return Arrays.stream(classPath.split(separator)).filter(entry -> !kind.isStock() || !isOurs(Path.of(entry)))
        .collect(Collectors.joining(separator));
  }

  private static boolean isOurs(Path entry) {
    if (entry.getFileName().toString().endsWith(".jar")) {
      return entry.getFileName().toString().startsWith("hopsfs-");
    }
    // A module's target/classes, in a build from source.
    int names = entry.getNameCount();
    return names >= 3 && entry.getName(names - 3).toString().startsWith("hopsfs-");
  }
}
