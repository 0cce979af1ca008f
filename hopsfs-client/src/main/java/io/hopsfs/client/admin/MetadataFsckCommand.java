package io.hopsfs.client.admin;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;

/** {@code hopsfs fsck --metadata}: has the running NameNode check that its rows agree with one another. */
@Command(name = "fsck-metadata", mixinStandardHelpOptions = true,
    description = "Checks the store's rows: parents exist, no orphans, replicas and leases agree. Exit code 0: nothing found.")
final class MetadataFsckCommand extends NamenodeCommand implements Callable<Integer> {

  MetadataFsckCommand(Configuration configuration) {
    super(configuration);
  }

  @Override
  public Integer call() throws IOException {
    return run("fsck-metadata");
  }
}
