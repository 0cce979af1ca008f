package io.hopsfs.dal.tables;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/**
 * A named number or text of the whole cluster: id counters, cluster id, safe mode, keys.
 *
 * @param text may be null
 */
public record VariableRow(String name, long number, byte[] text) implements Row {

  static final RowCodec<VariableRow> CODEC = new RowCodec<>() {
    @Override
    public void write(VariableRow row, RowWriter out) {
      out.putString(0, row.name);
      out.putNumber(1, row.number);
      out.putBytes(2, row.text);
    }

    @Override
    public VariableRow read(RowReader in) {
      return new VariableRow(
          in.getString(0),
          in.getNumber(1),
          in.getBytes(2));
    }
  };

  @Override
  public Key<VariableRow> key() {
    return Tables.VARIABLES.key(name);
  }
}
