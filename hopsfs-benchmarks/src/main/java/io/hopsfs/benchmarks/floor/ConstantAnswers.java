package io.hopsfs.benchmarks.floor;

import io.hopsfs.benchmarks.load.FileCalls;
import io.hopsfs.benchmarks.load.Tree;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetBlockLocationsRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetBlockLocationsResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetListingRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetListingResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DatanodeProtocolProtos;
import org.apache.hadoop.hdfs.protocol.proto.DatanodeProtocolProtos.RegisterDatanodeRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.DatanodeProtocolProtos.RegisterDatanodeResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsServerProtos;
import org.apache.hadoop.thirdparty.protobuf.CodedInputStream;
import org.apache.hadoop.thirdparty.protobuf.ExtensionRegistryLite;
import org.apache.hadoop.thirdparty.protobuf.Message;
import org.apache.hadoop.thirdparty.protobuf.Parser;

/**
 * What the floor answers to each method: whatever the harness's own checks accept. The request is decoded all the same, as a server must.
 */
final class ConstantAnswers {
  private record Constant(Parser<? extends Message> request, Message answer) {
  }

  private final ExampleMessages examples = new ExampleMessages();
  private final Map<String, Constant> constants = Map.ofEntries(
      constant("getFileInfo", ClientNamenodeProtocolProtos.GetFileInfoRequestProto.parser(),
          ClientNamenodeProtocolProtos.GetFileInfoResponseProto.newBuilder().setFs(examples.file("")).build()),
      constant("create", ClientNamenodeProtocolProtos.CreateRequestProto.parser(),
          ClientNamenodeProtocolProtos.CreateResponseProto.newBuilder().setFs(examples.file("")).build()),
      constant("complete", ClientNamenodeProtocolProtos.CompleteRequestProto.parser(),
          ClientNamenodeProtocolProtos.CompleteResponseProto.newBuilder().setResult(true).build()),
      constant("mkdirs", ClientNamenodeProtocolProtos.MkdirsRequestProto.parser(),
          ClientNamenodeProtocolProtos.MkdirsResponseProto.newBuilder().setResult(true).build()),
      constant("rename", ClientNamenodeProtocolProtos.RenameRequestProto.parser(),
          ClientNamenodeProtocolProtos.RenameResponseProto.newBuilder().setResult(true).build()),
      constant("delete", ClientNamenodeProtocolProtos.DeleteRequestProto.parser(),
          ClientNamenodeProtocolProtos.DeleteResponseProto.newBuilder().setResult(true).build()),
      constant("setPermission", ClientNamenodeProtocolProtos.SetPermissionRequestProto.parser(),
          ClientNamenodeProtocolProtos.SetPermissionResponseProto.getDefaultInstance()),
      constant("setOwner", ClientNamenodeProtocolProtos.SetOwnerRequestProto.parser(),
          ClientNamenodeProtocolProtos.SetOwnerResponseProto.getDefaultInstance()),
      constant("setReplication", ClientNamenodeProtocolProtos.SetReplicationRequestProto.parser(),
          ClientNamenodeProtocolProtos.SetReplicationResponseProto.newBuilder().setResult(true).build()),
      constant("getContentSummary", ClientNamenodeProtocolProtos.GetContentSummaryRequestProto.parser(),
          ClientNamenodeProtocolProtos.GetContentSummaryResponseProto.newBuilder()
              .setSummary(examples.summary(Tree.FILES_PER_DIRECTORY)).build()),
      constant("setSafeMode", ClientNamenodeProtocolProtos.SetSafeModeRequestProto.parser(),
          ClientNamenodeProtocolProtos.SetSafeModeResponseProto.newBuilder().setResult(false).build()),
      constant("versionRequest", HdfsServerProtos.VersionRequestProto.parser(),
          HdfsServerProtos.VersionResponseProto.newBuilder().setInfo(examples.namespace()).build()),
      constant("sendHeartbeat", DatanodeProtocolProtos.HeartbeatRequestProto.parser(),
          DatanodeProtocolProtos.HeartbeatResponseProto.newBuilder().setHaStatus(examples.active()).build()),
      constant("blockReport", DatanodeProtocolProtos.BlockReportRequestProto.parser(),
          DatanodeProtocolProtos.BlockReportResponseProto.getDefaultInstance()),
      constant("blockReceivedAndDeleted", DatanodeProtocolProtos.BlockReceivedAndDeletedRequestProto.parser(),
          DatanodeProtocolProtos.BlockReceivedAndDeletedResponseProto.getDefaultInstance()));
  private final GetListingResponseProto oneFile = examples.listing(1);
  private final GetListingResponseProto directory = examples.listing(Tree.FILES_PER_DIRECTORY);
  private final GetListingResponseProto bigDirectory = examples.listing(Tree.BIG_DIRECTORY_FILES);
  private final GetBlockLocationsResponseProto oneBlock = examples.located(1);
  private final GetBlockLocationsResponseProto manyBlocks = examples.located(Tree.MANY_BLOCKS);

  private static Map.Entry<String, Constant> constant(String method, Parser<? extends Message> request, Message answer) {
    return Map.entry(method, new Constant(request, answer));
  }

  /** @throws IOException for a method that the harness does not call */
  Message to(String method, CodedInputStream request) throws IOException {
    switch (method) {
      case "getBlockLocations":
        long length = read(request, GetBlockLocationsRequestProto.parser()).getLength();
        return length == FileCalls.BLOCK_SIZE ? oneBlock : manyBlocks;
      case "getListing":
        return listing(read(request, GetListingRequestProto.parser()).getSrc());
      case "registerDatanode":
        return register(read(request, RegisterDatanodeRequestProto.parser()));
      case "addBlock":
        read(request, ClientNamenodeProtocolProtos.AddBlockRequestProto.parser());
        return ClientNamenodeProtocolProtos.AddBlockResponseProto.newBuilder().setBlock(examples.block()).build();
      default:
        Constant constant = constants.get(method);
        if (constant == null) {
          throw new IOException("the floor has no answer to " + method);
        }
        read(request, constant.request);
        return constant.answer;
    }
  }

  private static <M extends Message> M read(CodedInputStream request, Parser<M> parser) throws IOException {
    return request.readMessage(parser, ExtensionRegistryLite.getEmptyRegistry());
  }

  private Message listing(String path) {
    if (path.equals(Tree.BIG_DIRECTORY)) {
      return bigDirectory;
    }
    return path.contains("/part-") ? oneFile : directory;
  }

  private Message register(RegisterDatanodeRequestProto request) {
    examples.registered(request.getRegistration().getDatanodeID());
    return RegisterDatanodeResponseProto.newBuilder().setRegistration(request.getRegistration()).build();
  }
}
