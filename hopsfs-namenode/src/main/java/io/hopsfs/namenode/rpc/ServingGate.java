package io.hopsfs.namenode.rpc;

import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.StoreFullException;
import io.hopsfs.dal.StoreUnavailableException;
import io.hopsfs.dal.TransientStoreException;
import io.hopsfs.namenode.cluster.Membership;
import java.util.Set;
import org.apache.hadoop.ipc.RetriableException;
import org.apache.hadoop.thirdparty.protobuf.BlockingService;
import org.apache.hadoop.thirdparty.protobuf.Descriptors.MethodDescriptor;
import org.apache.hadoop.thirdparty.protobuf.Descriptors.ServiceDescriptor;
import org.apache.hadoop.thirdparty.protobuf.Message;
import org.apache.hadoop.thirdparty.protobuf.RpcController;
import org.apache.hadoop.thirdparty.protobuf.ServiceException;

/**
 * Lets calls pass only while this NameNode serves; others are answered with a StandbyException, on which HDFS's clients turn to
 * another NameNode. So is a call that met a store out of reach, and one that gave up in a crowd is told to come again:
 * the retry finds the outcome, if there is one. Calls that come while the NameNode starts wait until it has joined. Thread-safe.
 */
final class ServingGate implements BlockingService {
  /** What tells of the NameNode itself. */
  private static final Set<String> ALWAYS =
      Set.of("getHAServiceState", "getServiceStatus", "monitorHealth", "transitionToActive", "transitionToStandby", "transitionToObserver");

  private final BlockingService service;
  private final Membership membership;

  ServingGate(BlockingService service, Membership membership) {
    this.service = service;
    this.membership = membership;
  }

  @Override
  public Message callBlockingMethod(MethodDescriptor method, RpcController controller, Message request) throws ServiceException {
    if (!membership.serving() && !ALWAYS.contains(method.getName()) && !membership.awaitOpen()) {
      throw new ServiceException(membership.notServing());
    }
    if (!membership.isShared()) {
      return service.callBlockingMethod(method, controller, request);
    }
    try {
      return service.callBlockingMethod(method, controller, request);
    } catch (ServiceException e) {
      throw translated(e);
    }
  }

  private ServiceException translated(ServiceException e) {
    if (e.getCause() instanceof StoreUnavailableException && !(e.getCause() instanceof StoreFullException)) {
      var standby = membership.notServing();
      standby.initCause(e.getCause());
      return new ServiceException(standby);
    }
    if (e.getCause() instanceof StoreException gaveUp
        && (gaveUp instanceof TransientStoreException || gaveUp.getCause() instanceof TransientStoreException)) {
      return new ServiceException(new RetriableException(gaveUp));
    }
    return e;
  }

  @Override
  public ServiceDescriptor getDescriptorForType() {
    return service.getDescriptorForType();
  }

  @Override
  public Message getRequestPrototype(MethodDescriptor method) {
    return service.getRequestPrototype(method);
  }

  @Override
  public Message getResponsePrototype(MethodDescriptor method) {
    return service.getResponsePrototype(method);
  }
}
