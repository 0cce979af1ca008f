package io.hopsfs.namenode.rpc.netty;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.ipc.RpcNoSuchMethodException;
import org.apache.hadoop.ipc.RpcNoSuchProtocolException;
import org.apache.hadoop.thirdparty.protobuf.BlockingService;
import org.apache.hadoop.thirdparty.protobuf.Descriptors.MethodDescriptor;
import org.apache.hadoop.thirdparty.protobuf.Message;

/** The protocols that a server speaks and their methods, by name. Filled before the server starts, then only read. */
public final class Protocols {
  private final Map<String, Protocol> byName = new HashMap<>();

  /** A method of a protocol, ready to be called. */
  record Method(BlockingService service, MethodDescriptor descriptor, Message requestPrototype) {
  }

  private record Protocol(long version, Map<String, Method> methods) {
  }

  /** @param type the protocol's Java interface; its annotation tells name and version */
  public void add(Class<?> type, BlockingService service) {
    var methods = new HashMap<String, Method>();
    for (var descriptor : service.getDescriptorForType().getMethods()) {
      methods.put(descriptor.getName(), new Method(service, descriptor, service.getRequestPrototype(descriptor)));
    }
    byName.put(RPC.getProtocolName(type), new Protocol(RPC.getProtocolVersion(type), methods));
  }

  Method method(String protocol, long version, String name) throws RpcNoSuchProtocolException, RPC.VersionMismatch, RpcNoSuchMethodException {
    var found = byName.get(protocol);
    if (found == null) {
      throw new RpcNoSuchProtocolException("Unknown protocol: " + protocol);
    }
    if (found.version != version) {
      throw new RPC.VersionMismatch(protocol, version, found.version);
    }
    var method = found.methods.get(name);
    if (method == null) {
      throw new RpcNoSuchMethodException("Unknown method " + name + " called on " + protocol + " protocol.");
    }
    return method;
  }
}
