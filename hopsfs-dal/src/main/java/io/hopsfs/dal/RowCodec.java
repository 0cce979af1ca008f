package io.hopsfs.dal;

/** Turns a row into its columns and back. Stateless; writes and reads every column once, in ascending order. */
public interface RowCodec<R extends Row> {

  void write(R row, RowWriter out);

  R read(RowReader in);
}
