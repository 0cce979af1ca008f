package io.hopsfs.namenode;

import io.hopsfs.dal.Backup;
import io.hopsfs.dal.MetadataStore;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.hadoop.ipc.RefreshHandler;
import org.apache.hadoop.ipc.RefreshRegistry;
import org.apache.hadoop.ipc.RefreshResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code bin/hopsfs} asks of a running NameNode over GenericRefreshProtocol: a backup of its store, the metadata fsck. */
final class AdminCommands {
  private static final Logger LOG = LoggerFactory.getLogger(AdminCommands.class);
  static final String BACKUP = "backup";
  static final String METADATA_FSCK = "fsck-metadata";
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  /** Looks for contradictions between rows; one line each. */
  interface MetadataCheck {
    Iterable<String> findings() throws IOException;
  }

  private AdminCommands() {
  }

  static RefreshRegistry registry(MetadataStore store, MetadataCheck check) {
    var registry = new RefreshRegistry();
    registry.register(BACKUP, answering((id, args) -> backup(store, args)));
    registry.register(METADATA_FSCK, answering((id, args) -> check(check)));
    return registry;
  }

  private interface Command {
    RefreshResponse run(String identifier, String[] args) throws IOException;
  }

  private static RefreshHandler answering(Command command) {
    return (identifier, args) -> {
      try {
        return command.run(identifier, args);
      } catch (IOException e) {
        LOG.warn("{} failed", identifier, e);
        return new RefreshResponse(FAILED, e.getMessage());
      }
    };
  }

  private static RefreshResponse backup(MetadataStore store, String[] args) throws IOException {
    if (args.length != 1) {
      return new RefreshResponse(USAGE, "backup takes one argument: the directory to write to, on the NameNode's machine");
    }
    if (!(store instanceof Backup backup)) {
      return new RefreshResponse(FAILED, "this store makes its backups with tools of its own");
    }
    try {
      backup.backup(Path.of(args[0]));
    } catch (InvalidPathException e) {
      return new RefreshResponse(USAGE, "not a directory's path: " + args[0]);
    }
    return new RefreshResponse(DONE, "backup written to " + args[0]);
  }

  private static RefreshResponse check(MetadataCheck check) throws IOException {
    var text = new StringBuilder();
    int count = 0;
    for (String finding : check.findings()) {
      text.append(finding).append('\n');
      count++;
    }
    text.append("The metadata has ").append(count).append(count == 1 ? " finding" : " findings");
    return new RefreshResponse(count == 0 ? DONE : FAILED, text.toString());
  }
}
