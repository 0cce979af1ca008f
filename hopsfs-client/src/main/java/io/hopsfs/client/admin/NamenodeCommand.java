package io.hopsfs.client.admin;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that one running NameNode carries out and answers with a text and a return code. */
abstract class NamenodeCommand {

  private final Configuration configuration;

  @Spec
  private CommandSpec spec;

  @Option(names = "--namenode", paramLabel = "HOST:PORT",
      description = "the NameNode's RPC address (default: dfs.namenode.rpc-address, else fs.defaultFS)")
  private String namenode;

  NamenodeCommand(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Prints what the NameNode answers and returns its code; errors go to stderr. */
  final int run(String command, String... arguments) throws IOException {
    int worst = 0;
    try (var admin = NamenodeAdmin.connect(NamenodeAdmin.address(namenode, configuration), configuration)) {
      for (var response : admin.run(command, arguments)) {
        var to = response.getReturnCode() == 0 ? spec.commandLine().getOut() : spec.commandLine().getErr();
        to.println(response.getMessage());
        to.flush();
        worst = Math.max(worst, Math.abs(response.getReturnCode()));
      }
    }
    return worst;
  }
}
