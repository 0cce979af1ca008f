package io.hopsfs.client.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hopsfs backup DIR}: has the running NameNode write a backup of its store. */
@Command(name = "backup", mixinStandardHelpOptions = true,
    description = "Writes a backup of the store into DIR, on the NameNode's machine, while it runs.")
final class BackupCommand extends NamenodeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "where to; a relative path is taken from here")
  private Path directory;

  BackupCommand(Configuration configuration) {
    super(configuration);
  }

  @Override
  public Integer call() throws IOException {
    return run("backup", directory.toAbsolutePath().normalize().toString());
  }
}
