package io.hopsfs.namenode.rpc;

import io.hopsfs.namenode.blocks.PlacedBlock;
import io.hopsfs.namenode.blocks.PlacedBlocks;
import java.io.IOException;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.AddBlockResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetBlockLocationsResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.ExtendedBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.LocatedBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.LocatedBlocksProto;
import org.apache.hadoop.hdfs.protocolPB.PBHelperClient;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.thirdparty.protobuf.CodedOutputStream;

/**
 * Writes blocks with their locations from rows: the very bytes that HDFS's translator makes, without an object and a message for
 * each DataNode of each block. Thread-safe.
 */
final class LocationsEncoder {
  private static final int DELIMITED = 2;
  /** Without Kerberos there are no tokens; the field is required. */
  private static final byte[] NO_TOKEN = PBHelperClient.convert(new Token<>()).toByteArray();

  private final EncodedDatanodes datanodes = new EncodedDatanodes();

  GetBlockLocationsResponseProto encode(PlacedBlocks file) throws IOException {
    return GetBlockLocationsResponseProto.newBuilder()
        .setUnknownFields(Encoded.field(GetBlockLocationsResponseProto.LOCATIONS_FIELD_NUMBER, bytes(file))).build();
  }

  AddBlockResponseProto encode(PlacedBlock block) throws IOException {
    // Partial, as protobuf sees it: it looks for a required field among those that it knows.
    return AddBlockResponseProto.newBuilder()
        .setUnknownFields(Encoded.field(AddBlockResponseProto.BLOCK_FIELD_NUMBER, bytes(block))).buildPartial();
  }

  private byte[] bytes(PlacedBlocks file) throws IOException {
    var blocks = new byte[file.blocks().size()][];
    byte[] last = null;
    int size = CodedOutputStream.computeUInt64Size(LocatedBlocksProto.FILELENGTH_FIELD_NUMBER, file.fileLength())
        + CodedOutputStream.computeBoolSize(LocatedBlocksProto.UNDERCONSTRUCTION_FIELD_NUMBER, file.underConstruction())
        + CodedOutputStream.computeBoolSize(LocatedBlocksProto.ISLASTBLOCKCOMPLETE_FIELD_NUMBER, file.lastComplete());
    for (int i = 0; i < blocks.length; i++) {
      var block = file.blocks().get(i);
      blocks[i] = bytes(block);
      size += CodedOutputStream.computeByteArraySize(LocatedBlocksProto.BLOCKS_FIELD_NUMBER, blocks[i]);
      if (block == file.last()) {
        last = blocks[i];
      }
    }
    if (file.last() != null) {
      last = last == null ? bytes(file.last()) : last;
      size += CodedOutputStream.computeByteArraySize(LocatedBlocksProto.LASTBLOCK_FIELD_NUMBER, last);
    }
    var bytes = new byte[size];
    var out = CodedOutputStream.newInstance(bytes);
    out.writeUInt64(LocatedBlocksProto.FILELENGTH_FIELD_NUMBER, file.fileLength());
    for (var block : blocks) {
      out.writeByteArray(LocatedBlocksProto.BLOCKS_FIELD_NUMBER, block);
    }
    out.writeBool(LocatedBlocksProto.UNDERCONSTRUCTION_FIELD_NUMBER, file.underConstruction());
    if (last != null) {
      out.writeByteArray(LocatedBlocksProto.LASTBLOCK_FIELD_NUMBER, last);
    }
    out.writeBool(LocatedBlocksProto.ISLASTBLOCKCOMPLETE_FIELD_NUMBER, file.lastComplete());
    out.checkNoSpaceLeft();
    return bytes;
  }

  /** In the order of the field numbers, as messages are written. */
  private byte[] bytes(PlacedBlock block) throws IOException {
    var storages = block.storages();
    var locations = new byte[storages.length][];
    int name = nameSize(block);
    int size = CodedOutputStream.computeTagSize(LocatedBlockProto.B_FIELD_NUMBER)
        + CodedOutputStream.computeUInt32SizeNoTag(name) + name
        + CodedOutputStream.computeUInt64Size(LocatedBlockProto.OFFSET_FIELD_NUMBER, block.offset())
        + CodedOutputStream.computeBoolSize(LocatedBlockProto.CORRUPT_FIELD_NUMBER, block.corrupt())
        + CodedOutputStream.computeByteArraySize(LocatedBlockProto.BLOCKTOKEN_FIELD_NUMBER, NO_TOKEN)
        + cachedSize(storages.length);
    for (int i = 0; i < storages.length; i++) {
      // Once: a heartbeat may change them before they are written.
      locations[i] = datanodes.of(storages[i].getDatanodeDescriptor());
      size += CodedOutputStream.computeByteArraySize(LocatedBlockProto.LOCS_FIELD_NUMBER, locations[i])
          + CodedOutputStream.computeEnumSize(LocatedBlockProto.STORAGETYPES_FIELD_NUMBER, type(block, i))
          + CodedOutputStream.computeStringSize(LocatedBlockProto.STORAGEIDS_FIELD_NUMBER, storages[i].getStorageID());
    }
    var bytes = new byte[size];
    var out = CodedOutputStream.newInstance(bytes);
    out.writeTag(LocatedBlockProto.B_FIELD_NUMBER, DELIMITED);
    out.writeUInt32NoTag(name);
    writeName(out, block);
    out.writeUInt64(LocatedBlockProto.OFFSET_FIELD_NUMBER, block.offset());
    for (var location : locations) {
      out.writeByteArray(LocatedBlockProto.LOCS_FIELD_NUMBER, location);
    }
    out.writeBool(LocatedBlockProto.CORRUPT_FIELD_NUMBER, block.corrupt());
    out.writeByteArray(LocatedBlockProto.BLOCKTOKEN_FIELD_NUMBER, NO_TOKEN);
    if (storages.length > 0) {
      // Nothing is cached anywhere. The field is packed.
      out.writeTag(LocatedBlockProto.ISCACHED_FIELD_NUMBER, DELIMITED);
      out.writeUInt32NoTag(storages.length);
      for (int i = 0; i < storages.length; i++) {
        out.writeBoolNoTag(false);
      }
    }
    for (int i = 0; i < storages.length; i++) {
      out.writeEnum(LocatedBlockProto.STORAGETYPES_FIELD_NUMBER, type(block, i));
    }
    for (var storage : storages) {
      out.writeString(LocatedBlockProto.STORAGEIDS_FIELD_NUMBER, storage.getStorageID());
    }
    out.checkNoSpaceLeft();
    return bytes;
  }

  private static int cachedSize(int locations) {
    return locations == 0 ? 0 : CodedOutputStream.computeTagSize(LocatedBlockProto.ISCACHED_FIELD_NUMBER)
        + CodedOutputStream.computeUInt32SizeNoTag(locations) + locations;
  }

  private static int type(PlacedBlock block, int index) {
    return PBHelperClient.convertStorageType(block.storages()[index].getStorageType()).getNumber();
  }

  private static int nameSize(PlacedBlock block) {
    return CodedOutputStream.computeStringSize(ExtendedBlockProto.POOLID_FIELD_NUMBER, block.blockPoolId())
        + CodedOutputStream.computeUInt64Size(ExtendedBlockProto.BLOCKID_FIELD_NUMBER, block.row().blockId())
        + CodedOutputStream.computeUInt64Size(ExtendedBlockProto.GENERATIONSTAMP_FIELD_NUMBER, block.row().generationStamp())
        + CodedOutputStream.computeUInt64Size(ExtendedBlockProto.NUMBYTES_FIELD_NUMBER, block.row().length());
  }

  private static void writeName(CodedOutputStream out, PlacedBlock block) throws IOException {
    out.writeString(ExtendedBlockProto.POOLID_FIELD_NUMBER, block.blockPoolId());
    out.writeUInt64(ExtendedBlockProto.BLOCKID_FIELD_NUMBER, block.row().blockId());
    out.writeUInt64(ExtendedBlockProto.GENERATIONSTAMP_FIELD_NUMBER, block.row().generationStamp());
    out.writeUInt64(ExtendedBlockProto.NUMBYTES_FIELD_NUMBER, block.row().length());
  }
}
