package io.hopsfs.namenode.rpc;

import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.namenode.namespace.Principals;
import io.hopsfs.namenode.ops.ListingPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.hdfs.protocol.proto.AclProtos.FsPermissionProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetListingResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.DirectoryListingProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.HdfsFileStatusProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.HdfsFileStatusProto.FileType;
import org.apache.hadoop.thirdparty.protobuf.CodedOutputStream;

/**
 * Writes one page of a listing from its rows: the very bytes that HDFS's translator makes, without a status, a builder and a
 * message for each entry. For one answer.
 */
final class ListingEncoder {
  private static final int PERMISSION_BITS = 01777;

  private final Principals principals;
  private final ListingPage page;
  private final Name owner = new Name();
  private final Name group = new Name();

  /** The entries of a directory mostly have one owner and one group. */
  private static final class Name {
    private int id = -1;
    private byte[] bytes;
  }

  ListingEncoder(Principals principals, ListingPage page) {
    this.principals = principals;
    this.page = page;
  }

  GetListingResponseProto encode() throws IOException {
    var entries = page.entries();
    var sizes = new int[entries.size()];
    int total = CodedOutputStream.computeUInt32Size(DirectoryListingProto.REMAININGENTRIES_FIELD_NUMBER, page.remaining());
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = size(entries.get(i));
      total += CodedOutputStream.computeTagSize(DirectoryListingProto.PARTIALLISTING_FIELD_NUMBER)
          + CodedOutputStream.computeUInt32SizeNoTag(sizes[i]) + sizes[i];
    }
    var bytes = new byte[total];
    var out = CodedOutputStream.newInstance(bytes);
    for (int i = 0; i < sizes.length; i++) {
      out.writeTag(DirectoryListingProto.PARTIALLISTING_FIELD_NUMBER, 2);
      out.writeUInt32NoTag(sizes[i]);
      write(out, entries.get(i));
    }
    out.writeUInt32(DirectoryListingProto.REMAININGENTRIES_FIELD_NUMBER, page.remaining());
    out.checkNoSpaceLeft();
    return GetListingResponseProto.newBuilder()
        .setUnknownFields(Encoded.field(GetListingResponseProto.DIRLIST_FIELD_NUMBER, bytes)).build();
  }

  private int size(InodeRow row) throws IOException {
    int permission = permissionSize(row);
    return CodedOutputStream.computeEnumSize(HdfsFileStatusProto.FILETYPE_FIELD_NUMBER, type(row))
        + CodedOutputStream.computeByteArraySize(HdfsFileStatusProto.PATH_FIELD_NUMBER, row.name())
        + CodedOutputStream.computeUInt64Size(HdfsFileStatusProto.LENGTH_FIELD_NUMBER, row.length())
        + CodedOutputStream.computeTagSize(HdfsFileStatusProto.PERMISSION_FIELD_NUMBER) + 1 + permission
        + CodedOutputStream.computeByteArraySize(HdfsFileStatusProto.OWNER_FIELD_NUMBER, owner(row))
        + CodedOutputStream.computeByteArraySize(HdfsFileStatusProto.GROUP_FIELD_NUMBER, group(row))
        + CodedOutputStream.computeUInt64Size(HdfsFileStatusProto.MODIFICATION_TIME_FIELD_NUMBER, row.mtime())
        + CodedOutputStream.computeUInt64Size(HdfsFileStatusProto.ACCESS_TIME_FIELD_NUMBER, row.atime())
        + CodedOutputStream.computeUInt32Size(HdfsFileStatusProto.BLOCK_REPLICATION_FIELD_NUMBER, row.replication())
        + CodedOutputStream.computeUInt64Size(HdfsFileStatusProto.BLOCKSIZE_FIELD_NUMBER, row.blockSize())
        + CodedOutputStream.computeUInt64Size(HdfsFileStatusProto.FILEID_FIELD_NUMBER, row.id())
        + CodedOutputStream.computeInt32Size(HdfsFileStatusProto.CHILDRENNUM_FIELD_NUMBER, row.children())
        + CodedOutputStream.computeUInt32Size(HdfsFileStatusProto.STORAGEPOLICY_FIELD_NUMBER, storagePolicy(row))
        + CodedOutputStream.computeUInt32Size(HdfsFileStatusProto.FLAGS_FIELD_NUMBER, 0);
  }

  /** In the order of the field numbers, as messages are written. */
  private void write(CodedOutputStream out, InodeRow row) throws IOException {
    out.writeEnum(HdfsFileStatusProto.FILETYPE_FIELD_NUMBER, type(row));
    out.writeByteArray(HdfsFileStatusProto.PATH_FIELD_NUMBER, row.name());
    out.writeUInt64(HdfsFileStatusProto.LENGTH_FIELD_NUMBER, row.length());
    out.writeTag(HdfsFileStatusProto.PERMISSION_FIELD_NUMBER, 2);
    out.writeUInt32NoTag(permissionSize(row));
    out.writeUInt32(FsPermissionProto.PERM_FIELD_NUMBER, permission(row));
    out.writeByteArray(HdfsFileStatusProto.OWNER_FIELD_NUMBER, owner(row));
    out.writeByteArray(HdfsFileStatusProto.GROUP_FIELD_NUMBER, group(row));
    out.writeUInt64(HdfsFileStatusProto.MODIFICATION_TIME_FIELD_NUMBER, row.mtime());
    out.writeUInt64(HdfsFileStatusProto.ACCESS_TIME_FIELD_NUMBER, row.atime());
    out.writeUInt32(HdfsFileStatusProto.BLOCK_REPLICATION_FIELD_NUMBER, row.replication());
    out.writeUInt64(HdfsFileStatusProto.BLOCKSIZE_FIELD_NUMBER, row.blockSize());
    out.writeUInt64(HdfsFileStatusProto.FILEID_FIELD_NUMBER, row.id());
    out.writeInt32(HdfsFileStatusProto.CHILDRENNUM_FIELD_NUMBER, row.children());
    out.writeUInt32(HdfsFileStatusProto.STORAGEPOLICY_FIELD_NUMBER, storagePolicy(row));
    out.writeUInt32(HdfsFileStatusProto.FLAGS_FIELD_NUMBER, 0);
  }

  private static int type(InodeRow row) {
    return row.isDirectory() ? FileType.IS_DIR_VALUE : FileType.IS_FILE_VALUE;
  }

  private static int permission(InodeRow row) {
    return row.permission() & PERMISSION_BITS;
  }

  private static int permissionSize(InodeRow row) {
    return CodedOutputStream.computeUInt32Size(FsPermissionProto.PERM_FIELD_NUMBER, permission(row));
  }

  private int storagePolicy(InodeRow row) {
    return row.storagePolicy() != 0 ? row.storagePolicy() : page.storagePolicy();
  }

  private byte[] owner(InodeRow row) throws IOException {
    if (owner.id != row.owner()) {
      owner.bytes = principals.userName(row.owner()).getBytes(StandardCharsets.UTF_8);
      owner.id = row.owner();
    }
    return owner.bytes;
  }

  private byte[] group(InodeRow row) throws IOException {
    if (group.id != row.group()) {
      group.bytes = principals.groupName(row.group()).getBytes(StandardCharsets.UTF_8);
      group.id = row.group();
    }
    return group.bytes;
  }
}
