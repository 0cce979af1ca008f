package io.hopsfs.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The catalogue of what can be raced. */
public final class Operations {
  private final Map<String, Operation> byName = new LinkedHashMap<>();

  public Operations() {
    add(Operation.read("stat", "getFileInfo of a file", ReadTasks::stat));
    add(Operation.read("open1", "getBlockLocations, 1 block", ReadTasks::openOneBlock));
    add(Operation.read("open4", "getBlockLocations, 4 blocks", ReadTasks::openManyBlocks));
    add(Operation.read("ls16", "getListing of 16 files", ReadTasks::list));
    add(Operation.read("ls1000", "getListing of 1,000 files", ReadTasks::listBigDirectory));
    add(Operation.read("summary", "getContentSummary of a directory of 16 files", ReadTasks::contentSummary));
    add(Operation.write("create", "create and complete of an empty file", CreateTask::empty));
    add(Operation.write("create-block", "create, addBlock, 3 incremental reports, complete", CreateTask::withBlock));
    add(Operation.write("mkdir", "mkdirs of one directory", MkdirTask::new));
    add(Operation.write("rename", "rename of a file in its directory", RenameTask::new));
    add(Operation.write("delete", "delete of an empty file", DeleteTask::new));
    add(Operation.write("chmod", "setPermission of a file", ChangeTask::permission));
    add(Operation.write("setrep", "setReplication of an empty file", ChangeTask::replication));
    for (Mix mix : List.of(Mix.spotify(), Mix.writeHeavy())) {
      add(new Operation(mix.name(), mix.description(), false, actor -> new MixTask(mix, actor)));
    }
  }

  private void add(Operation operation) {
    byName.put(operation.name(), operation);
  }

  public List<Operation> all() {
    return List.copyOf(byName.values());
  }

  /** @throws IllegalArgumentException naming the choices when there is no such operation */
  public Operation named(String name) {
    Operation operation = byName.get(name);
    if (operation == null) {
      throw new IllegalArgumentException("no operation '" + name + "': choose from " + String.join(", ", byName.keySet()));
    }
    return operation;
  }
}
