package io.hopsfs.benchmarks.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Which part of the harness's own class path a side runs on: stock HDFS must not see a class of ours. */
final class ServerClassPath {
  private ServerClassPath() {
  }

  /**
   * Adds the side's configuration. It comes before all other directories, which may hold another one's, but after the jars, which hold none:
   * recorded class data is good for jars that no directory comes before.
   */
  static String of(ServerKind kind, String classPath, Path conf) {
    String separator = System.getProperty("path.separator");
    List<String> entries = Arrays.stream(classPath.split(separator)).filter(entry -> !kind.isStock() || !isOurs(Path.of(entry)))
        .collect(Collectors.toCollection(ArrayList::new));
    int jars = 0;
    while (jars < entries.size() && entries.get(jars).endsWith(".jar")) {
      jars++;
    }
    entries.add(jars, conf.toString());
    return String.join(separator, entries);
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
