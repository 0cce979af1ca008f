package io.hopsfs.client.admin;

import io.hopsfs.client.NamenodeCommands;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.security.UserGroupInformation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that one running NameNode carries out and answers with a text and a return code. */
abstract class NamenodeCommand {

  private final Configuration configuration;

  @Spec
  private CommandSpec spec;

  @Option(names = "--namenode", paramLabel = "HOST:PORT",
      description = "the NameNode's RPC address (default: dfs.namenode.rpc-address, else one of fs.defaultFS)")
  private String namenode;

  NamenodeCommand(Configuration configuration) {
    this.configuration = configuration;
    configuration.setInt(CommonConfigurationKeys.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 1);
  }

  /** Asks a NameNode. */
  interface Question<T> {
    T ask(InetSocketAddress address) throws IOException;
  }

  /** Asks the first NameNode to which there is a connection. */
  final <T> T askOne(Question<T> question) throws IOException {
    List<InetSocketAddress> addresses = NamenodeAddresses.of(namenode, configuration);
    for (var address : addresses.subList(0, addresses.size() - 1)) {
      try {
        return question.ask(address);
      } catch (ConnectException e) {
        spec.commandLine().getErr().println(address + " can't be reached, trying the next one");
      }
    }
    return question.ask(addresses.get(addresses.size() - 1));
  }

  /** Prints what the NameNode answers and returns its code; errors go to stderr. */
  final int run(String command, String... arguments) throws IOException {
    return askOne(address -> {
      int worst = 0;
      // A backup takes as long as it takes.
      try (var admin = NamenodeCommands.connect(
          address, UserGroupInformation.getCurrentUser(), NamenodeCommands.settings(configuration), NamenodeCommands.NO_TIMEOUT)) {
        for (var response : admin.run(command, arguments)) {
          var to = response.getReturnCode() == 0 ? spec.commandLine().getOut() : spec.commandLine().getErr();
          to.println(response.getMessage());
          to.flush();
          worst = Math.max(worst, Math.abs(response.getReturnCode()));
        }
      }
      return worst;
    });
  }

  final Configuration configuration() {
    return configuration;
  }

  final CommandSpec spec() {
    return spec;
  }
}
