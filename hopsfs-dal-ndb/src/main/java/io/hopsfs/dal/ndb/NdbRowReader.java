package io.hopsfs.dal.ndb;

import io.hopsfs.dal.RowReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the columns of a record in shared memory. */
record NdbRowReader(RecordLayout layout, ByteBuffer record) implements RowReader {

  @Override
  public long getNumber(int column) {
    return layout.getNumber(record, column);
  }

  @Override
  public byte[] getBytes(int column) {
    return layout.getBytes(record, column);
  }

  @Override
  public String getString(int column) {
    var bytes = layout.getBytes(record, column);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}
