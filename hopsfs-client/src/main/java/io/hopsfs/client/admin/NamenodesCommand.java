package io.hopsfs.client.admin;

import io.hopsfs.client.LiveNamenode;
import io.hopsfs.client.NamenodeList;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import picocli.CommandLine.Command;

/** {@code hopsfs namenodes}: prints the live NameNodes, as any of them tells. */
@Command(name = "namenodes", mixinStandardHelpOptions = true,
    description = "Prints the live NameNodes: id, RPC address, web address, and which one leads.")
final class NamenodesCommand extends NamenodeCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 10_000;

  NamenodesCommand(Configuration configuration) {
    super(configuration);
  }

  @Override
  public Integer call() throws IOException {
    var list = new NamenodeList(configuration(), UserGroupInformation.getCurrentUser(), TIMEOUT_MILLIS);
    for (LiveNamenode namenode : askOne(list::askedOf)) {
      spec().commandLine().getOut().println(
          "%d  %s  http://%s%s".formatted(namenode.id(), namenode.rpc(), namenode.http(), namenode.leader() ? "  leader" : ""));
    }
    spec().commandLine().getOut().flush();
    return 0;
  }
}
