package io.hopsfs.client;

import java.util.List;

/** Every configuration key of the client that is hopsfs's own. docs/configuration-client.md is generated from here. */
final class ClientKeys {

  static final ClientKey RPC_TIMEOUT = new ClientKey("hopsfs.client.rpc-timeout", "5s",
      "How long a call waits for a NameNode, both to connect and to be answered, before the same call is sent to another one. "
          + "It stands in place of `ipc.client.rpc-timeout.ms` and `ipc.client.connect.timeout`.");

  static final ClientKey LONG_RPC_TIMEOUT = new ClientKey("hopsfs.client.rpc-timeout.long", "2m",
      "How long a call that counts or writes a whole tree (`getContentSummary`, `setQuota`, `saveNamespace`, `metaSave`) waits for the "
          + "second NameNode, after the first one didn't answer within `hopsfs.client.rpc-timeout`; and any call of the balancer.");

  static final ClientKey REFRESH = new ClientKey("hopsfs.client.namenodes.refresh", "30s",
      "How often a client that makes calls asks for the list of live NameNodes; it also asks after a failure. "
          + "A NameNode that joined has its share of the clients once each of them has asked.");

  static final ClientKey AVOID = new ClientKey("hopsfs.client.namenodes.avoid", "10s",
      "How long a client keeps away from a NameNode that failed it, though others list it as live; "
          + "twice as long each time when it fails again soon, up to 10 minutes.");

  private ClientKeys() {
  }

  /** In the order of the manual. */
  static List<ClientKey> all() {
    return List.of(RPC_TIMEOUT, LONG_RPC_TIMEOUT, REFRESH, AVOID);
  }
}
