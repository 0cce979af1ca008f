package io.hopsfs.namenode.rpc;

import org.apache.hadoop.thirdparty.protobuf.UnknownFieldSet;
import org.apache.hadoop.thirdparty.protobuf.UnsafeByteOperations;

/** Makes a field of a message from bytes that were written without a message for them. */
final class Encoded {

  private Encoded() {
  }

  /**
   * To protobuf a field that it doesn't know is bytes to hand on, and on the wire there is no difference.
   *
   * @param bytes taken over, not copied
   */
  static UnknownFieldSet field(int number, byte[] bytes) {
    return UnknownFieldSet.newBuilder().addField(number,
        UnknownFieldSet.Field.newBuilder().addLengthDelimited(UnsafeByteOperations.unsafeWrap(bytes)).build()).build();
  }
}
