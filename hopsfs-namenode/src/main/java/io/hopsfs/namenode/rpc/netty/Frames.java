package io.hopsfs.namenode.rpc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.ipc.RpcConstants;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcResponseHeaderProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcResponseHeaderProto.RpcErrorCodeProto;
import org.apache.hadoop.ipc.protobuf.RpcHeaderProtos.RpcResponseHeaderProto.RpcStatusProto;
import org.apache.hadoop.thirdparty.protobuf.ByteString;
import org.apache.hadoop.thirdparty.protobuf.CodedOutputStream;
import org.apache.hadoop.thirdparty.protobuf.Message;

/** Writes answers as Hadoop's IPC frames them: length, delimited header, delimited message. */
final class Frames {

  private Frames() {
  }

  /** The header is written field by field: building a message for it would cost more than the rest of a short answer. */
  static ByteBuf success(ByteBufAllocator allocator, Call call, Message message) {
    int header = CodedOutputStream.computeUInt32Size(RpcResponseHeaderProto.CALLID_FIELD_NUMBER, call.id())
        + CodedOutputStream.computeEnumSize(RpcResponseHeaderProto.STATUS_FIELD_NUMBER, RpcStatusProto.SUCCESS_VALUE)
        + CodedOutputStream.computeUInt32Size(RpcResponseHeaderProto.SERVERIPCVERSIONNUM_FIELD_NUMBER, RpcConstants.CURRENT_VERSION)
        + CodedOutputStream.computeByteArraySize(RpcResponseHeaderProto.CLIENTID_FIELD_NUMBER, call.clientId())
        + CodedOutputStream.computeSInt32Size(RpcResponseHeaderProto.RETRYCOUNT_FIELD_NUMBER, call.retryCount());
    int body = message.getSerializedSize();
    int length = delimited(header) + delimited(body);
    var frame = allocator.ioBuffer(Integer.BYTES + length);
    frame.writeInt(length);
    try {
      var out = CodedOutputStream.newInstance(frame.nioBuffer(Integer.BYTES, length));
      out.writeUInt32NoTag(header);
      out.writeUInt32(RpcResponseHeaderProto.CALLID_FIELD_NUMBER, call.id());
      out.writeEnum(RpcResponseHeaderProto.STATUS_FIELD_NUMBER, RpcStatusProto.SUCCESS_VALUE);
      out.writeUInt32(RpcResponseHeaderProto.SERVERIPCVERSIONNUM_FIELD_NUMBER, RpcConstants.CURRENT_VERSION);
      out.writeByteArray(RpcResponseHeaderProto.CLIENTID_FIELD_NUMBER, call.clientId());
      out.writeSInt32(RpcResponseHeaderProto.RETRYCOUNT_FIELD_NUMBER, call.retryCount());
      out.writeUInt32NoTag(body);
      message.writeTo(out);
      out.flush();
    } catch (IOException e) {
      frame.release();
      throw new UncheckedIOException("an answer of " + length + " bytes did not fit its own buffer", e);
    }
    return frame.writerIndex(Integer.BYTES + length);
  }

  static ByteBuf failure(ByteBufAllocator allocator, Call call, RpcStatusProto status, RpcErrorCodeProto code, String exceptionClass,
      String text) {
    return header(allocator, RpcResponseHeaderProto.newBuilder()
        .setClientId(ByteString.copyFrom(call.clientId())).setCallId(call.id()).setRetryCount(call.retryCount()).setStatus(status)
        .setServerIpcVersionNum(RpcConstants.CURRENT_VERSION).setExceptionClassName(exceptionClass)
        .setErrorMsg(text == null ? "" : text).setErrorDetail(code).build());
  }

  private static ByteBuf header(ByteBufAllocator allocator, RpcResponseHeaderProto header) {
    int length = delimited(header.getSerializedSize());
    var frame = allocator.buffer(Integer.BYTES + length).writeInt(length);
    try {
      var out = CodedOutputStream.newInstance(frame.nioBuffer(Integer.BYTES, length));
      out.writeUInt32NoTag(header.getSerializedSize());
      header.writeTo(out);
      out.flush();
    } catch (IOException e) {
      frame.release();
      throw new UncheckedIOException("an answer of " + length + " bytes did not fit its own buffer", e);
    }
    return frame.writerIndex(Integer.BYTES + length);
  }

  private static int delimited(int size) {
    return CodedOutputStream.computeUInt32SizeNoTag(size) + size;
  }
}
