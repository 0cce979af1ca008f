package io.hopsfs.benchmarks.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What every side of a race gets alike.
 *
 * @param heap       as java -Xmx takes it, 2g for instance
 * @param fixedHeap  whether -Xms is the same, so that heap growth is not part of what is measured
 * @param handlers   dfs.namenode.handler.count
 * @param jvmOptions further options of each child JVM
 * @param properties further Hadoop properties of each side
 * @param recordings where each child leaves a JFR recording when it stops; null for none
 * @param directory  holds one directory a side: configuration, data, log
 * @param database   of the sides that need one; null when there is none
 */
public record ServerSettings(String heap, boolean fixedHeap, int handlers, List<String> jvmOptions, Map<String, String> properties,
    Path recordings, Path directory, Database database) {

  public ServerSettings {
    jvmOptions = List.copyOf(jvmOptions);
    properties = Map.copyOf(properties);
  }

  /** The same in a directory below. */
  public ServerSettings below(String name) {
    return new ServerSettings(heap, fixedHeap, handlers, jvmOptions, properties, recordings, directory.resolve(name), database);
  }

  /** The same with one more property. */
  public ServerSettings with(String key, String value) {
    Map<String, String> more = new HashMap<>(properties);
    more.put(key, value);
    return new ServerSettings(heap, fixedHeap, handlers, jvmOptions, more, recordings, directory, database);
  }

  /** The same with a database. */
  public ServerSettings on(Database shared) {
    return new ServerSettings(heap, fixedHeap, handlers, jvmOptions, properties, recordings, directory, shared);
  }
}
