package io.hopsfs.benchmarks.load;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.hdfs.protocol.ClientProtocol;

/**
 * Draws from a mix. Reads go to the shared tree; what is changed, renamed or deleted is the actor's own, so that no read meets a file
 * that another actor has just taken away.
 */
final class MixTask implements Task {
  private static final int SPARE_FILES = 16;

  private final Mix mix;
  private final SplittableRandom random;
  private final ClientProtocol protocol;
  private final Tree tree;
  private final FileCalls calls;
  private final ScratchNames fileNames;
  private final ScratchNames directoryNames;
  private final Deque<String> created = new ArrayDeque<>();
  private final Map<Mix.Part, Task> changes = new EnumMap<>(Mix.Part.class);

  MixTask(Mix mix, Actor actor) {
    this.mix = mix;
    this.random = actor.random();
    this.protocol = actor.protocol();
    this.tree = actor.tree();
    this.calls = actor.files();
    this.fileNames = new ScratchNames(actor.in("files"));
    this.directoryNames = new ScratchNames(actor.in("directories"));
    changes.put(Mix.Part.RENAME, new RenameTask(actor.in("renamed")));
    changes.put(Mix.Part.CHMOD, ChangeTask.permission(actor.in("permission")));
    changes.put(Mix.Part.SET_REPLICATION, ChangeTask.replication(actor.in("replication")));
    changes.put(Mix.Part.CHOWN, ChangeTask.owner(actor.in("owner")));
  }

  @Override
  public long prepare(long expected) throws IOException {
    for (Task change : changes.values()) {
      change.prepare(expected);
    }
    double creates = mix.percentages().get(Mix.Part.CREATE) / 100;
    fileNames.makeDirectoriesFor(SPARE_FILES + (long) (expected * creates));
    directoryNames.makeDirectoriesFor(1);
    while (created.size() < SPARE_FILES) {
      create();
    }
    return Long.MAX_VALUE;
  }

  @Override
  public void call() throws IOException {
    Mix.Part part = mix.draw(random);
    switch (part) {
      case CREATE -> create();
      case READ -> {
        int index = random.nextInt(Tree.FILES_PER_DIRECTORY);
        ReadTasks.open(protocol, tree.file(random.nextInt(tree.directories()), index), Tree.blocks(index));
      }
      case LIST_DIRECTORY -> ReadTasks.list(protocol, tree.anyDirectory(random), Tree.FILES_PER_DIRECTORY);
      case LIST_FILE -> ReadTasks.list(protocol, tree.anyFile(random), 1);
      case STAT_FILE -> ReadTasks.stat(protocol, tree.anyFile(random));
      case STAT_DIRECTORY -> ReadTasks.stat(protocol, tree.anyDirectory(random));
      case DELETE -> delete();
      case MKDIR -> calls.mkdirs(directoryNames.next());
      case RENAME, CHMOD, SET_REPLICATION, CHOWN -> changes.get(part).call();
    }
  }

  private void create() throws IOException {
    String path = fileNames.next();
    calls.createEmpty(path);
    created.add(path);
  }

  private void delete() throws IOException {
    String path = created.poll();
    if (path == null) {
      throw new IOException("the mix deletes more files than it creates");
    }
    if (!protocol.delete(path, false)) {
      throw new IOException("delete answered false: " + path);
    }
  }
}
