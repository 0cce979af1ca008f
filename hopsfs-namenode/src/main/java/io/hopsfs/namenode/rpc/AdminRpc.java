package io.hopsfs.namenode.rpc;

import io.hopsfs.namenode.cluster.Membership;
import java.io.IOException;
import java.util.Collection;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ha.HAServiceProtocol;
import org.apache.hadoop.ha.HAServiceStatus;
import org.apache.hadoop.ha.HealthCheckFailedException;
import org.apache.hadoop.ha.ServiceFailedException;
import org.apache.hadoop.ipc.GenericRefreshProtocol;
import org.apache.hadoop.ipc.RefreshRegistry;
import org.apache.hadoop.ipc.RefreshResponse;
import org.apache.hadoop.security.Groups;
import org.apache.hadoop.security.RefreshUserMappingsProtocol;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.authorize.ProxyUsers;
import org.apache.hadoop.tools.GetUserMappingsProtocol;

/** The small protocols: HA status, user mappings, and the generic refresh that our own admin commands ride on. */
final class AdminRpc implements HAServiceProtocol, RefreshUserMappingsProtocol, GetUserMappingsProtocol, GenericRefreshProtocol {
  private final Configuration conf;
  private final Calls calls;
  private final RefreshRegistry commands;
  private final Membership membership;
  private final LiveNamenodes live;

  AdminRpc(Configuration conf, Calls calls, RefreshRegistry commands, Membership membership) {
    this.conf = conf;
    this.calls = calls;
    this.commands = commands;
    this.membership = membership;
    this.live = new LiveNamenodes(membership);
  }

  @Override
  public void monitorHealth() throws IOException {
    calls.superuser();
    if (!membership.serving()) {
      throw new HealthCheckFailedException(membership.notServing().getMessage());
    }
  }

  @Override
  public void transitionToActive(StateChangeRequestInfo request) throws ServiceFailedException {
    throw alwaysActive();
  }

  @Override
  public void transitionToStandby(StateChangeRequestInfo request) throws ServiceFailedException {
    throw alwaysActive();
  }

  @Override
  public void transitionToObserver(StateChangeRequestInfo request) throws ServiceFailedException {
    throw alwaysActive();
  }

  private static ServiceFailedException alwaysActive() {
    return new ServiceFailedException("every hopsfs NameNode is active; there is nothing to fail over");
  }

  @Override
  public HAServiceStatus getServiceStatus() throws IOException {
    calls.superuser();
    if (!membership.serving()) {
      return new HAServiceStatus(HAServiceState.STANDBY).setNotReadyToBecomeActive(membership.notServing().getMessage());
    }
    var status = new HAServiceStatus(HAServiceState.ACTIVE);
    status.setNotReadyToBecomeActive("already active, as every hopsfs NameNode");
    return status;
  }

  @Override
  public void refreshUserToGroupsMappings() throws IOException {
    calls.superuser();
    Groups.getUserToGroupsMappingService().refresh();
  }

  @Override
  public void refreshSuperUserGroupsConfiguration() throws IOException {
    calls.superuser();
    ProxyUsers.refreshSuperUserGroupsConfiguration(new Configuration(conf));
  }

  @Override
  public String[] getGroupsForUser(String user) {
    return UserGroupInformation.createRemoteUser(user).getGroupNames();
  }

  @Override
  public Collection<RefreshResponse> refresh(String identifier, String[] args) throws IOException {
    if (identifier.equals(LiveNamenodes.COMMAND)) {
      return live.answer();
    }
    calls.superuser();
    return commands.dispatch(identifier, args);
  }
}
