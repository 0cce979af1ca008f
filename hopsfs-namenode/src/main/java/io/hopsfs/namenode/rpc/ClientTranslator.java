package io.hopsfs.namenode.rpc;

import io.hopsfs.namenode.ops.AddBlockOp;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.AddBlockRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.AddBlockResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetBlockLocationsRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetBlockLocationsResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetListingRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetListingResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.DatanodeInfoProto;
import org.apache.hadoop.hdfs.protocolPB.ClientNamenodeProtocolServerSideTranslatorPB;
import org.apache.hadoop.hdfs.protocolPB.PBHelperClient;
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

  @Override
  public GetBlockLocationsResponseProto getBlockLocations(RpcController controller, GetBlockLocationsRequestProto request)
      throws ServiceException {
    try {
      return client.encodedLocations(request.getSrc(), request.getOffset(), request.getLength());
    } catch (IOException e) {
      throw new ServiceException(e);
    }
  }

  @Override
  public AddBlockResponseProto addBlock(RpcController controller, AddBlockRequestProto request) throws ServiceException {
    var excluded = request.getExcludeNodesCount() == 0 ? null
        : PBHelperClient.convert(request.getExcludeNodesList().toArray(DatanodeInfoProto[]::new));
    var favored = request.getFavoredNodesCount() == 0 ? null : request.getFavoredNodesList().toArray(String[]::new);
    try {
      return client.encodedBlock(new AddBlockOp(request.getSrc(), request.getClientName(),
          request.hasPrevious() ? PBHelperClient.convert(request.getPrevious()) : null, excluded, request.getFileId(), favored,
          PBHelperClient.convertAddBlockFlags(request.getFlagsList())));
    } catch (IOException e) {
      throw new ServiceException(e);
    }
  }
}
