package io.hopsfs.client.admin;

import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.ipc.RemoteException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The admin command line: what {@code bin/hopsfs} asks a running NameNode beyond what Hadoop's own shells ask. */
@Command(name = "hopsfs", subcommands = 
    {BackupCommand.class, MetadataFsckCommand.class, ClusterStateCommand.class, NamenodesCommand.class})
public final class AdminCli {

  private AdminCli() {
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new AdminCli(), new ConfiguredFactory(new HdfsConfiguration()))
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          command.getErr().println(command.getCommandName() + ": " + reason(failure));
          command.getErr().flush();
          return CommandLine.ExitCode.SOFTWARE;
        });
  }

  /** The stack trace of a remote failure is in its message from the second line on; the operator needs the first. */
  private static String reason(Exception failure) {
    var cause = failure instanceof RemoteException remote ? remote.unwrapRemoteException() : failure;
    var message = cause.getMessage();
    return message == null ? cause.toString() : message.lines().findFirst().orElseGet(cause::toString);
  }
}
