package io.hopsfs.namenode.rpc;

import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetListingRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetListingResponseProto;
import org.apache.hadoop.hdfs.protocolPB.ClientNamenodeProtocolServerSideTranslatorPB;
import org.apache.hadoop.thirdparty.protobuf.RpcController;
import org.apache.hadoop.thirdparty.protobuf.ServiceException;

/** Hadoop's translator of ClientProtocol, but for answers that are worth being written straight from rows. */
final class ClientTranslator extends ClientNamenodeProtocolServerSideTranslatorPB {
  private final ClientRpc client;

  ClientTranslator(ClientRpc client) throws IOException {
    super(client);
    this.client = client;
  }

  @Override
  public GetListingResponseProto getListing(RpcController controller, GetListingRequestProto request) throws ServiceException {
    if (request.getNeedLocation()) {
      return super.getListing(controller, request);
    }
    try {
      var answer = client.encodedListing(request.getSrc(), request.getStartAfter().toByteArray());
      return answer == null ? VOID_GETLISTING_RESPONSE : answer;
    } catch (IOException e) {
      throw new ServiceException(e);
    }
  }
}
