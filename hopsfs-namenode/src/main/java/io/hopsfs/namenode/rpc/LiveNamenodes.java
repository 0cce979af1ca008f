package io.hopsfs.namenode.rpc;

import io.hopsfs.dal.tables.NamenodeRow;
import io.hopsfs.namenode.cluster.Membership;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.ipc.RefreshResponse;
import org.apache.hadoop.ipc.StandbyException;

/**
 * Tells any user which NameNodes live, so that clients can use all of them: the command {@code namenodes} of
 * GenericRefreshProtocol. It isn't among the other commands since those are logged, are carried out one at a time, and are the
 * superuser's.
 */
final class LiveNamenodes {
  static final String COMMAND = "namenodes";

  private final Membership membership;

  LiveNamenodes(Membership membership) {
    this.membership = membership;
  }

  /**
   * A line for each: {@code id=3 rpc=host:port http=host:port leader=true}. Clients pass over fields that they don't know.
   *
   * @throws StandbyException if this NameNode is cut off from the others
   */
  List<RefreshResponse> answer() throws StandbyException {
    var members = membership.live();
    if (members.isEmpty() || !membership.serving()) {
      throw membership.notServing();
    }
    // The epochs in the rows would tell of the last look at the table; that the one of the lowest id leads is the rule.
    long leader = members.get(0).id();
    var response = new RefreshResponse(0, members.stream().map(row -> line(row, leader)).collect(Collectors.joining("\n")));
    response.setSenderName(COMMAND);
    return List.of(response);
  }

  private static String line(NamenodeRow row, long leader) {
    return "id=" + row.id() + " rpc=" + row.rpcAddress() + " http=" + row.httpAddress() + " leader=" + (row.id() == leader);
  }
}
