package io.hopsfs.benchmarks.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One side of a race: a NameNode, or several on one database. */
public final class ServerGroup implements ServerMeter, AutoCloseable {
  private final String label;
  private final List<ServerProcess> members;
  private final Database database;

  private ServerGroup(String label, List<ServerProcess> members, Database database) {
    this.label = label;
    this.members = List.copyOf(members);
    this.database = database;
  }

  /** Writes the configuration of all and formats their storage; nothing runs yet. */
  public static ServerGroup format(ServerKind kind, String label, int namenodes, ServerSettings settings) throws IOException {
    if (namenodes != 1 && !kind.usesDatabase()) {
      throw new IllegalArgumentException(label + " has its store in its own process: it runs alone");
    }
    List<ServerProcess> members = new ArrayList<>();
    members.add(ServerProcess.format(kind, label, settings));
    for (int i = 2; i <= namenodes; i++) {
      members.add(ServerProcess.join(members.get(0), label + "-member-" + i));
    }
    return new ServerGroup(label, members, kind.usesDatabase() ? settings.database() : null);
  }

  public String label() {
    return label;
  }

  public ServerKind kind() {
    return first().kind();
  }

  /** The only one of most sides. */
  public ServerProcess first() {
    return members.get(0);
  }

  public List<ServerProcess> members() {
    return members;
  }

  public List<InetSocketAddress> addresses() {
    return members.stream().map(ServerProcess::address).toList();
  }

  @Override
  public ServerUse useBefore() throws IOException {
    List<ServerUse> uses = new ArrayList<>();
    for (ServerProcess member : members) {
      uses.add(member.meter().useBefore());
    }
    return ServerUse.sum(uses, databaseCpu());
  }

  @Override
  public ServerUse useAfter() throws IOException {
    ProcessCpu ofDatabase = databaseCpu();
    List<ServerUse> uses = new ArrayList<>();
    for (ServerProcess member : members) {
      uses.add(member.meter().useAfter());
    }
    return ServerUse.sum(uses, ofDatabase);
  }

  private ProcessCpu databaseCpu() throws IOException {
    Optional<ProcessCpu> cpu = database == null ? Optional.empty() : database.cpu();
    return cpu.orElse(null);
  }

  /** CPU of all NameNodes so far. */
  public ProcessCpu cpu() throws IOException {
    ProcessCpu sum = new ProcessCpu(0, 0);
    for (ServerProcess member : members) {
      sum = sum.plus(member.cpu());
    }
    return sum;
  }

  /** kill -9 of all that run. */
  public void kill() {
    members.forEach(ServerProcess::kill);
  }

  @Override
  public void close() {
    members.forEach(ServerProcess::close);
  }
}
